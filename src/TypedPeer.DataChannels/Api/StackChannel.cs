using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Api;

/// <summary>A data channel on this stack.</summary>
internal sealed class StackChannel : ChannelBackend
{
    private readonly PeerDriver _driver;
    private readonly DataChannelCore _core;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StackChannel(PeerDriver driver, DataChannelCore core)
    {
        _driver = driver;
        _core = core;

        // It may hold neither this nor the channel, which is to be found when nobody else does.
        var ended = _ended;
        core.Ended = () => ended.TrySetResult();
    }

    public override string Label => _core.Label;

    public override DataChannelOptions Options => _core.Options;

    public override int? Id => _driver.Read(static (_, channel) => (int?)channel.Id, _core);

    public override DataChannelState State => _driver.Read(static (_, channel) => channel.State, _core);

    public override int MaxMessageSize => _driver.Read(static (core, _) => core.Transport.RemoteMaxMessageSize, 0);

    public override long BufferedAmount => _driver.Read(static (core, channel) => core.Transport.Channels.GetBufferedAmount(channel), _core);

    public override long BufferedAmountLowThreshold
    {
        get => _driver.Read(static (_, channel) => channel.BufferedAmountLowThreshold, _core);
        set => _driver.Invoke(
            (core, channel, _) =>
            {
                core.Transport.Channels.SetBufferedAmountLowThreshold(channel, value);
                return true;
            },
            _core);
    }

    public override int UnacknowledgedMessages => _driver.Read(static (core, channel) => core.Transport.Channels.GetPendingCount(channel), _core);

    public override long MessagesReceived => _driver.Read(static (_, channel) => channel.Received.Messages, _core);

    public override PeerIdentity? LocalIdentity => _driver.Read(static (core, _) => core.LocalIdentity, 0);

    public override PeerIdentity? RemoteIdentity => _driver.Read(static (core, _) => core.RemoteIdentity, 0);

    public override PeerChannelCloseReason? CloseReason => _driver.Read(static (_, channel) => channel.CloseReason, _core);

    public override TimeSpan? SinceHeard => _driver.Read(
        static TimeSpan? (core, driver) => core.Transport.HeardAt is > long.MinValue and var at ? TimeSpan.FromMicroseconds(Math.Max(0, driver.Now - at)) : null, _driver);

    public override TimeProvider Time => _driver.Time;

    public override TimeSpan CloseTimeout => _driver.Read(static (core, _) => core.Transport.CloseTimeout, 0);

    public override void SetOwner(IDataChannelOwner owner) => _core.SetOwner(owner);

    public override Task GetEnd(Task told) => _driver.IsRaisingHere ? _ended.Task : told;

    public override Action<long> CreateGiveBack()
    {
        var driver = _driver;
        return cost => GiveBack(driver, cost);
    }

    public override long Send(ReadOnlySpan<byte> message, bool isText) => _driver.Send(_core, message, isText);

    public override long SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner) => _driver.SendLent(_core, message, owner);

    public override bool TrySend(ReadOnlySpan<byte> message, bool isText) => _driver.TrySend(_core, message, isText);

    public override void Schedule(IThreadPoolWorkItem work) => _driver.Schedule(work);

    public override void TellHandlerAttached() => _driver.Post(DriverEvent.HandlerAttached(_core));

    public override void OnTaken() => _driver.Read(
        static (core, channel) =>
        {
            core.Transport.Channels.OnTaken(channel);
            return true;
        },
        _core);

    public override void OnLowTold() => _core.IsLowSignalled = false;

    public override void Close(bool atOnce)
    {
        try
        {
            _driver.Invoke(
                static (core, args, _) =>
                {
                    core.Transport.CloseChannel(args.Channel, args.AtOnce);
                    return true;
                },
                (Channel: _core, AtOnce: atOnce));
        }
        catch (PeerChannelClosedException)
        {
            // The connection failed over it, and has ended with that reason, and so has the channel.
        }
    }

    public override DataChannelError CreateError(PeerChannelCloseReason reason)
    {
        var failure = _driver.Read(static (core, reason) => core.Transport.FailureOf(reason), reason);
        return new DataChannelError(failure?.Detail ?? DataChannelErrorDetail.DataChannelFailure, reason)
        {
            SctpCauseCode = failure?.SctpCauseCode,
            SentAlert = failure?.SentAlert,
            ReceivedAlert = failure?.ReceivedAlert,
        };
    }

    /// <summary>The collector must not wait for the connection, which may be busy.</summary>
    private static void GiveBack(PeerDriver driver, long cost) => ThreadPool.UnsafeQueueUserWorkItem(
        static item => item.Driver.Consume(item.Cost),
        (Driver: driver, Cost: cost),
        preferLocal: false);
}
