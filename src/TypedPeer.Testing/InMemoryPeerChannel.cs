using TypedPeer.Channels;

namespace TypedPeer.Testing;

/// <summary>
/// One end of a channel inside one process, for tests and for programs that talk to themselves. Ordered and reliable like
/// every channel; a message is delivered on the thread pool, never from inside <see cref="Send"/>.
/// </summary>
public sealed class InMemoryPeerChannel : IPeerChannel, IPeerChannelDatagrams
{
    /// <summary>
    /// The most that may wait for the other end's receiver, as it is held. A sender that looks at <see cref="BufferedAmount"/> stays far
    /// below; browsers stop at 16 MiB.
    /// </summary>
    private const long MaxHeldBytes = 64 * 1024 * 1024;

    private readonly PeerChannelInbox _inbox;
    private InMemoryPeerChannel _other = null!;
    private InMemoryDatagramLane? _datagrams;
    private long _lowThreshold;
    private volatile bool _isClosing;

    private InMemoryPeerChannel(int maxMessageSize, PeerIdentity? remoteIdentity)
    {
        MaxMessageSize = maxMessageSize;
        RemoteIdentity = remoteIdentity;
        _inbox = new(MaxHeldBytes, (before, after) => _other.CheckLow(before, after));
    }

    /// <inheritdoc/>
    public int MaxMessageSize { get; }

    /// <summary>Gets how many bytes were sent that the other end's receiver has not got yet.</summary>
    public long BufferedAmount => _other._inbox.Bytes;

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => Interlocked.Read(ref _lowThreshold);
        set => Interlocked.Exchange(ref _lowThreshold, value);
    }

    /// <inheritdoc/>
    public PeerIdentity? RemoteIdentity { get; }

    /// <inheritdoc/>
    public Task Opened => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _inbox.Closed;

    /// <summary>Gets the other end's lane for datagrams; null where it has not opened it.</summary>
    internal InMemoryDatagramLane? OtherDatagrams => Volatile.Read(ref _other._datagrams);

    /// <summary>Makes two ends joined to each other.</summary>
    /// <param name="maxMessageSize">The largest message, at least 1200 bytes.</param>
    /// <param name="firstIdentity">Who the second end is told the first one is.</param>
    /// <param name="secondIdentity">Who the first end is told the second one is.</param>
    public static (InMemoryPeerChannel First, InMemoryPeerChannel Second) CreatePair(
        int maxMessageSize = 256 * 1024, PeerIdentity? firstIdentity = null, PeerIdentity? secondIdentity = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessageSize, 1200);
        var first = new InMemoryPeerChannel(maxMessageSize, secondIdentity);
        var second = new InMemoryPeerChannel(maxMessageSize, firstIdentity);
        first._other = second;
        second._other = first;
        return (first, second);
    }

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver) => _inbox.Attach(receiver);

    /// <inheritdoc/>
    /// <remarks>Datagrams of up to 1100 bytes; lost is what the other end has not opened its lane for, and what is more than 256 KiB ahead of its receiver.</remarks>
    public IPeerDatagramLane? OpenDatagrams(IPeerDatagramReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var lane = new InMemoryDatagramLane(this);
        lane.Attach(receiver);
        return Interlocked.CompareExchange(ref _datagrams, lane, null) is null ? lane : null;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">64 MiB wait for the other end's receiver.</exception>
    public long Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageSize)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the channel takes {MaxMessageSize}.", nameof(message));
        }

        if (_isClosing || _inbox.CloseReason is not null)
        {
            throw new PeerChannelClosedException(_inbox.CloseReason);
        }

        // Where the other end closed at the same moment the message is lost, as on a network, and the sender learns of the close.
        if (!_other._inbox.TryAdd(message) && _other._inbox.CloseReason is null)
        {
            throw new InvalidOperationException($"{MaxHeldBytes} bytes wait for the receiver already: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");
        }

        return BufferedAmount;
    }

    /// <inheritdoc/>
    /// <remarks>The other end's receiver has no time limit here: bound the wait with the token where it may block.</remarks>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        _isClosing = true;
        if (!cancellationToken.IsCancellationRequested)
        {
            _other.CloseAfterDelivery();
            try
            {
                await Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                // Whoever cancels does not wait for a receiver that is behind.
            }
        }

        CloseBoth();
        _inbox.CompleteClosed();
    }

    /// <summary>Breaks the connection as a failing network would: both ends close at once, and what was under way is lost.</summary>
    public void Break(string message = "The connection was broken on purpose.")
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message);
        _inbox.Close(reason, discard: true);
        _other._inbox.Close(reason, discard: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>The other end's receiver got a message of this one's.</summary>
    private void CheckLow(long before, long after)
    {
        var threshold = BufferedAmountLowThreshold;
        if (after <= threshold && before > threshold)
        {
            _inbox.SignalBufferedAmountLow();
        }
    }

    /// <summary>The other end closes: this one does so once it has read everything.</summary>
    private void CloseAfterDelivery()
    {
        _inbox.Close(new(PeerChannelCloseKind.Remote, "The peer closed the channel."));
        _ = FinishOtherAsync();
    }

    private async Task FinishOtherAsync()
    {
        await Closed.ConfigureAwait(false);
        _other.CloseBoth();
    }

    private void CloseBoth()
    {
        _inbox.Close(new(PeerChannelCloseKind.Local, "The channel was closed on this side."), discard: true);
        _other._inbox.Close(new(PeerChannelCloseKind.Remote, "The peer closed the channel."), discard: true);
    }
}
