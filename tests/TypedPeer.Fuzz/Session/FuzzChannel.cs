using TypedPeer.Channels;

namespace TypedPeer.Fuzz.Session;

/// <summary>A channel whose other end is the fuzzer.</summary>
internal class FuzzChannel : IPeerChannel
{
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _sent = [];
    private IPeerChannelReceiver? _receiver;

    public int MaxMessageSize => 64 * 1024;

    public long BufferedAmount => 0;

    public long BufferedAmountLowThreshold { get; set; }

    public PeerIdentity? RemoteIdentity => null;

    public Task Opened => Task.CompletedTask;

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    public long BytesSent { get; private set; }

    public void Attach(IPeerChannelReceiver receiver) => _receiver = receiver;

    public long Send(ReadOnlySpan<byte> message)
    {
        lock (_sent)
        {
            BytesSent += message.Length;
            _sent.Add(message.ToArray());
        }

        return BufferedAmount;
    }

    public List<byte[]> TakeSent()
    {
        lock (_sent)
        {
            var taken = _sent.ToList();
            _sent.Clear();
            return taken;
        }
    }

    public void Receive(ReadOnlySpan<byte> message)
    {
        if (!_closed.Task.IsCompleted)
        {
            _receiver?.OnMessage(message);
        }
    }

    public void HasRoom() => _receiver?.OnBufferedAmountLow();

    public void Close()
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.Remote, "closed by the fuzzer");
        if (_closed.TrySetResult(reason))
        {
            _receiver?.OnClosed(reason);
        }
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Close();
        return default;
    }

    public ValueTask DisposeAsync() => CloseAsync();
}
