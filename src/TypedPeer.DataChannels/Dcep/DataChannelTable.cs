using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// All data channels of one connection: announces ours, takes the peer's, moves their messages, closes them (RFC 8831 and 8832).
/// </summary>
/// <remarks>
/// The <c>On...</c> members are called from inside the association and only record; what must be sent in answer is sent by
/// <see cref="RunDeferred"/>, which the owner calls afterwards. None of them throws: where the transport refuses something, the
/// association ends, and with it every channel.
/// </remarks>
internal sealed class DataChannelTable
{
    /// <summary>Either side has every second id; and half of its ids may still wait for the peer to reset its direction.</summary>
    private const int StreamsPerChannel = 4;

    /// <summary>What the smallest of the known stacks grants.</summary>
    private const int MinStreams = 1024;

    private readonly DataChannelRegistry _channels;
    private readonly DataChannelReader _reader;
    private readonly DataChannelSender _sender;
    private readonly DataChannelOpener _opener;
    private readonly DataChannelResets _resets;

    public DataChannelTable(IDataChannelObserver observer, DataChannelTableOptions limits)
    {
        _channels = new DataChannelRegistry(observer, limits);
        _reader = new DataChannelReader(_channels);
        _sender = new DataChannelSender(_channels);
        _opener = new DataChannelOpener(_channels, _reader);
        _resets = new DataChannelResets(_channels, _reader, _opener);
    }

    /// <summary>Gets how many channels there are, closing ones included.</summary>
    public int Count => _channels.Count;

    /// <summary>Gets the channels there are, closing ones included, as they are now.</summary>
    public DataChannelCore[] ToArray() => _channels.ToArray();

    /// <summary>Gets what messages hold that were reported and not taken yet, or wait for their channel (<see cref="MessageCost"/>).</summary>
    public long UnconsumedBytes => _reader.Unconsumed + _reader.EarlyBytes;

    /// <summary>Gets what the peer's channels hold, those included that are closed and wait to be accepted.</summary>
    public long HeldBytes => _channels.HeldBytes;

    /// <summary>Gets how many streams the channels made so far need, and those that may still come.</summary>
    public ushort StreamsNeeded => (ushort)Math.Clamp(Math.Max((long)StreamsPerChannel * _channels.Limits.MaxChannels, _channels.HighestId + 1), MinStreams, ushort.MaxValue);

    /// <summary>Gets how many messages were handed up and down; for statistics.</summary>
    public long MessagesReceived => _reader.MessagesReceived;

    /// <inheritdoc cref="MessagesReceived"/>
    public long MessagesSent => _sender.MessagesSent;

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _channels.NextDeadline;

    /// <summary>Gets how long a channel that closes is waited for, in microseconds.</summary>
    public long CloseTimeout => _channels.Limits.CloseTimeout;

    /// <inheritdoc cref="DataChannelOpener.Create"/>
    public DataChannelCore Create(string label, DataChannelOptions options, long now) => _opener.Create(label, options, now);

    /// <summary>The DTLS role is decided, and with it which ids are ours.</summary>
    public void OnRoleKnown(bool isDtlsClient)
    {
        _channels.Ids.SetRole(isDtlsClient);
        _channels.AssignIds();
    }

    /// <summary>
    /// There is an association, though not up yet: announces the channels, so that their OPEN and first messages travel with its
    /// handshake instead of after it.
    /// </summary>
    public void OnTransportCreated(IDataChannelTransport transport, long now)
    {
        _channels.Transport = transport;
        _opener.OpenAll(now);
    }

    /// <summary>The association is up: opens every channel that waits.</summary>
    public void OnConnected(int streamCount, long now)
    {
        _channels.IsUp = true;
        _channels.Ids.Limit = Math.Min(streamCount, ushort.MaxValue);
        _opener.OpenAll(now);
    }

    /// <summary>The association is over: nothing more leaves, and what had not left stays so.</summary>
    public void OnTransportEnded() => _channels.OnTransportEnded();

    /// <summary>A message arrived; its rented buffer is ours.</summary>
    public void OnMessage(ushort stream, uint payloadProtocol, byte[] rented, int length) =>
        _reader.OnMessage(stream, payloadProtocol, rented, length);

    /// <inheritdoc cref="DataChannelResets.OnStreamReset"/>
    public void OnStreamReset(ushort stream, long now) => _resets.OnStreamReset(stream, now);

    /// <inheritdoc cref="DataChannelResets.OnStreamResetDone"/>
    public void OnStreamResetDone(ushort stream, bool accepted, long now) => _resets.OnStreamResetDone(stream, accepted, now);

    /// <summary>A stream's buffered amount fell to its threshold.</summary>
    public void OnBufferedAmountLow(ushort stream)
    {
        if (_channels.Find(stream) is { IsLowSignalled: false } channel)
        {
            channel.IsLowSignalled = true;
            _channels.Observer.OnBufferedAmountLow(channel);
        }
    }

    /// <summary>Sends the acknowledgements and resets that the <c>On...</c> calls asked for, and lets the time of closing channels run.</summary>
    public void RunDeferred(long now) => _channels.RunDeferred(now);

    /// <summary>To be called when <see cref="NextDeadline"/> has come: gives up closing channels whose peer does not answer, or takes no more.</summary>
    public void HandleDeadline(long now) => _channels.HandleDeadline(now);

    /// <inheritdoc cref="DataChannelSender.Send"/>
    public void Send(DataChannelCore channel, MessagePayload payload, bool isText, long now) => _sender.Send(channel, payload, isText, now);

    /// <summary>Closes a channel after its queued messages have left.</summary>
    public void Close(DataChannelCore channel)
    {
        if (channel.State > DataChannelState.Open)
        {
            return;
        }

        channel.CloseReason = CloseReasons.LocalChannel;
        if (channel.IsAnnounced)
        {
            _channels.BeginReset(channel);
        }
        else if (channel.HasUnsent)
        {
            _channels.SetClosing(channel);
        }
        else
        {
            _channels.Forget(channel);
            _channels.End(channel, CloseReasons.LocalChannel);
        }
    }

    /// <summary>Ends a closing channel without waiting for the peer; its stream id stays taken until both directions are reset.</summary>
    public void CloseNow(DataChannelCore channel)
    {
        Close(channel);
        if (channel.State != DataChannelState.Closed)
        {
            _channels.EndNow(channel);
        }
    }

    /// <summary>The application has a channel of the peer's from now on.</summary>
    public void OnTaken(DataChannelCore channel)
    {
        channel.IsTaken = true;
        _channels.LetGo(channel);
    }

    /// <summary>The connection is gone, and every channel with it.</summary>
    public void CloseAll(PeerChannelCloseReason reason)
    {
        if (_channels.Closed is null)
        {
            _channels.EndAll(reason);
            _reader.Clear();
        }
    }

    /// <summary>Gets the bytes given to <see cref="Send"/> on a channel that have not left yet; of a closed one, what had not left when it closed.</summary>
    public long GetBufferedAmount(DataChannelCore channel) => _channels.GetBufferedAmount(channel);

    /// <inheritdoc cref="DataChannelRegistry.GetPendingCount"/>
    public int GetPendingCount(DataChannelCore channel) => _channels.GetPendingCount(channel);

    /// <summary>Sets a channel's low-water mark.</summary>
    public void SetBufferedAmountLowThreshold(DataChannelCore channel, long bytes)
    {
        channel.BufferedAmountLowThreshold = bytes;
        if (channel is { IsAnnounced: true, State: not DataChannelState.Closed, Id: { } id })
        {
            _channels.Transport?.SetBufferedAmountLowThreshold(id, bytes);
        }
    }

    /// <summary>The application took messages of this cost.</summary>
    public void Consumed(long bytes) => _reader.Unconsumed -= bytes;
}
