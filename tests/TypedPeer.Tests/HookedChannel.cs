using TypedPeer.Channels;

namespace TypedPeer.Tests;

/// <summary>A channel that calls a hook before each of its members is used, which may throw, and whose answers a test can replace.</summary>
internal sealed class HookedChannel(IPeerChannel inner) : IPeerChannel, IPeerChannelScheduler, IPeerChannelReceiver
{
    private IPeerChannelReceiver? _receiver;

    /// <summary>Gets or sets what is called with the name of the member.</summary>
    public Action<string> Hook { get; set; } = static _ => { };

    public int? Size { get; set; }

    public Task? OpenedTask { get; set; }

    public Task<PeerChannelCloseReason>? ClosedTask { get; set; }

    /// <summary>Gets or sets what closing waits for, whatever its token says.</summary>
    public Task? Closing { get; set; }

    /// <summary>Gets or sets a value indicating whether the receiver is told nothing of the close.</summary>
    public bool IsMuteAtTheEnd { get; set; }

    /// <summary>Gets or sets a value indicating whether sending tells of much that waits, so that the sender looks again.</summary>
    public bool SaysItIsFull { get; set; }

    /// <summary>Gets what closing was asked with.</summary>
    public CancellationToken CloseToken { get; private set; }

    public bool IsDisposed { get; private set; }

    public int MaxMessageSize => Ask(nameof(MaxMessageSize), Size ?? inner.MaxMessageSize);

    public long BufferedAmount => Ask(nameof(BufferedAmount), inner.BufferedAmount);

    public long BufferedAmountLowThreshold
    {
        get => inner.BufferedAmountLowThreshold;
        set => inner.BufferedAmountLowThreshold = Ask(nameof(BufferedAmountLowThreshold), value);
    }

    public PeerIdentity? RemoteIdentity => Ask(nameof(RemoteIdentity), inner.RemoteIdentity);

    public Task Opened => Ask(nameof(Opened), OpenedTask ?? inner.Opened);

    public Task<PeerChannelCloseReason> Closed => Ask(nameof(Closed), ClosedTask ?? inner.Closed);

    public void Attach(IPeerChannelReceiver receiver)
    {
        _receiver = Ask(nameof(Attach), receiver);
        inner.Attach(this);
    }

    public long Send(ReadOnlySpan<byte> message)
    {
        Hook(nameof(Send));
        var amount = inner.Send(message);
        return SaysItIsFull ? int.MaxValue : amount;
    }

    public void Schedule(IThreadPoolWorkItem work)
    {
        Hook(nameof(Schedule));
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Hook(nameof(CloseAsync));
        CloseToken = cancellationToken;
        if (Closing is { } closing)
        {
            await closing;
        }

        await inner.CloseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        Hook(nameof(DisposeAsync));
        if (Closing is { } closing)
        {
            await closing;
        }

        await inner.DisposeAsync();
    }

    void IPeerChannelReceiver.OnMessage(ReadOnlySpan<byte> message) => _receiver!.OnMessage(message);

    void IPeerChannelReceiver.OnBufferedAmountLow() => _receiver!.OnBufferedAmountLow();

    void IPeerChannelReceiver.OnClosed(PeerChannelCloseReason reason)
    {
        if (!IsMuteAtTheEnd)
        {
            _receiver!.OnClosed(reason);
        }
    }

    private T Ask<T>(string member, T answer)
    {
        Hook(member);
        return answer;
    }
}
