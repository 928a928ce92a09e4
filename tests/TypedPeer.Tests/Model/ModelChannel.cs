using TypedPeer.Channels;

namespace TypedPeer.Tests.Model;

/// <summary>One end of a channel that delivers when the schedule says, can be stalled, and can break.</summary>
internal sealed class ModelChannel(ScheduledExecutor executor) : IPeerChannel, IThreadPoolWorkItem
{
    private readonly Queue<byte[]> _inbox = [];
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new();
    private IPeerChannelReceiver? _receiver;
    private PeerChannelCloseReason? _closing;
    private bool _isQueued;
    private bool _isStalled;

    public ModelChannel Other { get; private set; } = null!;

    public int MaxMessageSize { get; init; } = 64 * 1024;

    public long BufferedAmount { get; private set; }

    public long BufferedAmountLowThreshold { get; set; }

    public PeerIdentity? RemoteIdentity => null;

    public Task Opened => Task.CompletedTask;

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    public static void Join(ModelChannel first, ModelChannel second)
    {
        first.Other = second;
        second.Other = first;
    }

    public void Attach(IPeerChannelReceiver receiver)
    {
        _receiver = receiver;
        Schedule();
    }

    public long Send(ReadOnlySpan<byte> message)
    {
        if (_closing is not null)
        {
            throw new PeerChannelClosedException(_closing);
        }

        BufferedAmount += message.Length;
        Other._inbox.Enqueue(message.ToArray());
        Other.Schedule();
        return BufferedAmount;
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Close(new(PeerChannelCloseKind.Local, "closed"));
        Other.Close(new(PeerChannelCloseKind.Remote, "closed by the peer"));
        return default;
    }

    /// <summary>Nothing is left to do: a session closes a channel before it disposes of it, which it does on a thread of the pool.</summary>
    public ValueTask DisposeAsync() => _closing is null ? throw new InvalidOperationException("disposed of before it was closed") : default;

    /// <summary>Breaks the connection: what is under way is lost.</summary>
    public void Break()
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "broken");
        _inbox.Clear();
        Other._inbox.Clear();
        Close(reason);
        Other.Close(reason);
    }

    /// <summary>Holds back what comes, or lets it go on.</summary>
    public void Stall(bool isStalled)
    {
        _isStalled = isStalled;
        Schedule();
    }

    public void Execute()
    {
        _isQueued = false;
        if (_isStalled)
        {
            return;
        }

        if (_inbox.TryDequeue(out var message))
        {
            _receiver!.OnMessage(message);
            Other.Left(message.Length);
        }
        else if (_closing is not null && !_closed.Task.IsCompleted)
        {
            _closed.SetResult(_closing);
            _receiver!.OnClosed(_closing);
        }

        Schedule();
    }

    private void Left(int length)
    {
        var before = BufferedAmount;
        BufferedAmount -= length;
        if (before > BufferedAmountLowThreshold && BufferedAmount <= BufferedAmountLowThreshold)
        {
            _receiver?.OnBufferedAmountLow();
        }
    }

    private void Close(PeerChannelCloseReason reason)
    {
        _closing ??= reason;
        Schedule();
    }

    private void Schedule()
    {
        if (!_isQueued && !_isStalled && _receiver is not null && (_inbox.Count > 0 || (_closing is not null && !_closed.Task.IsCompleted)))
        {
            _isQueued = true;
            executor.Queue(this);
        }
    }
}
