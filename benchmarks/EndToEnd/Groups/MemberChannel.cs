using TypedPeer.Channels;

namespace TypedPeer.Benchmarks.EndToEnd.Groups;

/// <summary>
/// A member's end without the member: it says hello, with a window for calls that is never full, and takes all that comes. What is left
/// to measure is the sender, whose processor time is a group's to save; a receiver's is the same however it was called.
/// </summary>
internal sealed class MemberChannel(byte[] hello) : IPeerChannel
{
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _inbox = new byte[256 * 1024];
    private IPeerChannelReceiver? _receiver;

    /// <summary>Gets how many bytes came.</summary>
    public long Bytes { get; private set; }

    public int MaxMessageSize => 256 * 1024;

    public long BufferedAmount => 0;

    public long BufferedAmountLowThreshold { get; set; }

    public PeerIdentity? RemoteIdentity => null;

    public Task Opened => Task.CompletedTask;

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    public void Attach(IPeerChannelReceiver receiver)
    {
        _receiver = receiver;
        ThreadPool.QueueUserWorkItem(_ => receiver.OnMessage(hello));
    }

    public long Send(ReadOnlySpan<byte> message)
    {
        // As a transport does, which has to keep the bytes.
        message.CopyTo(_inbox);
        Bytes += message.Length;
        return 0;
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.Local, "closed");
        if (_closed.TrySetResult(reason))
        {
            _receiver?.OnClosed(reason);
        }

        return default;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Records what a peer with these options begins with.</summary>
    public static async Task<byte[]> RecordHelloAsync(PeerSessionOptions options)
    {
        var channel = new Recorder();
        var session = PeerSession.Start(channel, static peer => peer.Serve<IGroupBenchmark>(new GroupBenchmarkService()), options);
        var hello = await channel.First;

        // Nobody will answer its goodbye.
        _ = session.DisposeAsync().AsTask();
        return hello;
    }

    private sealed class Recorder : IPeerChannel
    {
        private readonly TaskCompletionSource<byte[]> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new();

        public Task<byte[]> First => _first.Task;

        public int MaxMessageSize => 256 * 1024;

        public long BufferedAmount => 0;

        public long BufferedAmountLowThreshold { get; set; }

        public PeerIdentity? RemoteIdentity => null;

        public Task Opened => Task.CompletedTask;

        public Task<PeerChannelCloseReason> Closed => _closed.Task;

        public void Attach(IPeerChannelReceiver receiver)
        {
        }

        public long Send(ReadOnlySpan<byte> message)
        {
            _first.TrySetResult(message.ToArray());
            return 0;
        }

        public ValueTask CloseAsync(CancellationToken cancellationToken = default)
        {
            _closed.TrySetResult(new(PeerChannelCloseKind.Local, "closed"));
            return default;
        }

        public ValueTask DisposeAsync() => CloseAsync();
    }
}
