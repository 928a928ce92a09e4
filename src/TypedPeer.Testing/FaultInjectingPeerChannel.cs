using TypedPeer.Channels;

namespace TypedPeer.Testing;

/// <summary>
/// Puts a bad network between a session and its channel, for tests: latency, a peer that stalls, a send buffer with a ceiling, a
/// connection that breaks. Every fault may be set and lifted while the channel is in use, from any thread, and time passes as
/// the given <see cref="TimeProvider"/> says, so that a test needs no real waiting (docs/testing.md).
/// </summary>
/// <remarks>
/// Without a fault it behaves as the channel within. Order is always kept and nothing is lost except by a break: an
/// <see cref="IPeerChannel"/> is reliable as long as it is open. It owns the channel within.
/// </remarks>
public sealed class FaultInjectingPeerChannel : IPeerChannel, IPeerChannelDatagrams, IPeerChannelReceiver
{
    private readonly Lock _lock = new();
    private readonly IPeerChannel _inner;
    private readonly DelayLine _sending;
    private readonly DelayLine _receiving;
    private readonly PeerChannelInbox _inbox = new(DelayLine.MaxHeldBytes, deliversInline: true);
    private readonly ITimer _breakTimer;
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerChannelCloseReason? _brokenBy;
    private long? _ceiling;
    private long _lowThreshold;
    private long _messagesLeft = long.MaxValue;
    private bool _isHigh;
    private bool _isClosing;

    /// <summary>Wraps a channel to which nothing is attached yet.</summary>
    /// <param name="inner">The channel; owned by this one from now on.</param>
    /// <param name="timeProvider">The clock of every delay; the system's when null.</param>
    public FaultInjectingPeerChannel(IPeerChannel inner, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var time = timeProvider ?? TimeProvider.System;
        _inner = inner;
        _sending = new(time, SendNow);
        _receiving = new(time, message => _inbox.TryAdd(message));
        _breakTimer = time.CreateTimer(
            static channel => ((FaultInjectingPeerChannel)channel!).Break(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        inner.BufferedAmountLowThreshold = 0;
        _ = WatchAsync();
    }

    /// <inheritdoc/>
    public int MaxMessageSize => _inner.MaxMessageSize;

    /// <summary>Gets how many bytes wait here because of a fault, and in the channel within.</summary>
    public long BufferedAmount => _sending.Bytes + _inner.BufferedAmount;

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => Interlocked.Read(ref _lowThreshold);
        set
        {
            Interlocked.Exchange(ref _lowThreshold, value);
            CheckLow();
        }
    }

    /// <inheritdoc/>
    public PeerIdentity? RemoteIdentity => _inner.RemoteIdentity;

    /// <inheritdoc/>
    public Task Opened => _inner.Opened;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Gets or sets how long a message waits before it is given to the channel within. Counts for messages sent from now on; zero by default.</summary>
    public TimeSpan SendDelay
    {
        get => _sending.Delay;
        set => _sending.Delay = value;
    }

    /// <summary>Gets or sets how long a message that came waits before the receiver gets it. Counts for messages that come from now on; zero by default.</summary>
    public TimeSpan ReceiveDelay
    {
        get => _receiving.Delay;
        set => _receiving.Delay = value;
    }

    /// <summary>
    /// Gets or sets a value indicating whether nothing leaves for now, as with a peer whose window is shut: what is sent stays in
    /// <see cref="BufferedAmount"/> until this is lifted.
    /// </summary>
    public bool SendStalled
    {
        get => _sending.IsStalled;
        set => _sending.IsStalled = value;
    }

    /// <summary>
    /// Gets or sets a value indicating whether the receiver gets nothing for now: neither messages nor the news that the peer closed.
    /// What comes meanwhile is kept.
    /// </summary>
    public bool ReceiveStalled
    {
        get => _receiving.IsStalled;
        set => _receiving.IsStalled = value;
    }

    /// <summary>
    /// Gets or sets the most bytes <see cref="BufferedAmount"/> may reach; a message that would go above breaks the channel, as
    /// browsers do when their send queue is full. None by default.
    /// </summary>
    public long? BufferCeiling
    {
        get
        {
            lock (_lock)
            {
                return _ceiling;
            }
        }

        set
        {
            lock (_lock)
            {
                _ceiling = value;
            }
        }
    }

    /// <summary>Gets or sets a value indicating whether there is a lane for datagrams, where the channel within has one; set before a session starts. True by default.</summary>
    public bool HasDatagrams { get; set; } = true;

    /// <summary>Gets or sets which datagrams are lost on their way from here, by their number from 0; none when null. Delays and stalls are the channel's alone.</summary>
    public Func<long, bool>? LosesDatagram { get; set; }

    /// <summary>Makes two channels joined in memory, each with faults of its own.</summary>
    /// <param name="timeProvider">The clock of both; the system's when null.</param>
    /// <param name="maxMessageSize">The largest message, at least 1200 bytes.</param>
    public static (FaultInjectingPeerChannel First, FaultInjectingPeerChannel Second) CreatePair(
        TimeProvider? timeProvider = null, int maxMessageSize = 256 * 1024)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(maxMessageSize);
        return (new(first, timeProvider), new(second, timeProvider));
    }

    /// <summary>
    /// Breaks the connection now: both ends close abruptly, and everything under way is lost. The other end sees the same where the
    /// channel within is an <see cref="InMemoryPeerChannel"/>; elsewhere it sees what its transport makes of a close without drain.
    /// </summary>
    /// <param name="message">The sentence in <see cref="PeerChannelCloseReason.Message"/>.</param>
    public void Break(string message = "The connection was broken on purpose.")
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_lock)
        {
            if (_brokenBy is not null || _closed.Task.IsCompleted)
            {
                return;
            }

            _brokenBy = new(PeerChannelCloseKind.ConnectionLost, message);
            _isClosing = true;
        }

        _sending.Finish(drop: true, static () => { });
        if (_inbox.HasReceiver)
        {
            // One that is attached later learns it from the channel within.
            EndReceiving(drop: true, _brokenBy);
        }

        if (_inner is InMemoryPeerChannel memory)
        {
            memory.Break(message);
        }
        else
        {
            _ = CloseWithoutDrainAsync();
        }
    }

    /// <summary>Breaks the connection once that much time has passed.</summary>
    public void BreakAfter(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        _breakTimer.Change(time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Breaks the connection once that many more messages have left; the last of them is lost with it or not, as on a real network.</summary>
    public void BreakAfter(int messages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messages, 1);
        Interlocked.Exchange(ref _messagesLeft, messages);
    }

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver)
    {
        _inbox.Attach(receiver);
        _inner.Attach(this);
    }

    /// <inheritdoc/>
    public IPeerDatagramLane? OpenDatagrams(IPeerDatagramReceiver receiver) =>
        HasDatagrams && _inner is IPeerChannelDatagrams inner && inner.OpenDatagrams(receiver) is { } lane ? new LossyDatagramLane(lane, this) : null;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">64 MiB wait here because of a fault.</exception>
    public long Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageSize)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the channel takes {MaxMessageSize}.", nameof(message));
        }

        if (_inner.Closed.IsCompleted)
        {
            throw new PeerChannelClosedException(_brokenBy ?? _inner.Closed.Result);
        }

        bool isFull;
        lock (_lock)
        {
            if (_isClosing)
            {
                throw new PeerChannelClosedException(_brokenBy ?? (_closed.Task.IsCompleted ? _closed.Task.Result : null));
            }

            isFull = _ceiling is { } ceiling && BufferedAmount + message.Length > ceiling;
        }

        if (isFull)
        {
            Break("The send buffer is full.");
            throw new PeerChannelClosedException(_brokenBy);
        }

        if (!_sending.TryAdd(message))
        {
            throw new InvalidOperationException($"{_sending.Bytes} bytes wait already: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");
        }

        var amount = BufferedAmount;
        CheckLow();
        return amount;
    }

    /// <inheritdoc/>
    /// <remarks>Delayed messages are delivered first, when their time has come; a stall is waited for, until cancelled.</remarks>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _isClosing = true;
        }

        _sending.Finish(drop: cancellationToken.IsCancellationRequested, static () => { });
        try
        {
            await Task.WhenAny(_sending.Ended, _inner.Closed).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Cancelling gives up the wait, and what has not left.
            _sending.Finish(drop: true, static () => { });
        }

        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever cancels does not wait for a receiver that is behind, or stalled.
            _closed.TrySetResult(_brokenBy ?? await _inner.Closed.ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        await _breakTimer.DisposeAsync().ConfigureAwait(false);
        _sending.Dispose();
        _receiving.Dispose();
    }

    void IPeerChannelReceiver.OnMessage(ReadOnlySpan<byte> message)
    {
        if (!_receiving.TryAdd(message))
        {
            Break("More came than a stalled receiver can have kept for it.");
        }
    }

    void IPeerChannelReceiver.OnBufferedAmountLow() => CheckLow();

    void IPeerChannelReceiver.OnClosed(PeerChannelCloseReason reason) =>
        EndReceiving(drop: reason.Kind is PeerChannelCloseKind.Local, _brokenBy ?? reason);

    private void SendNow(ReadOnlySpan<byte> message)
    {
        try
        {
            _inner.Send(message);
            CheckLow();
        }
        catch (PeerChannelClosedException)
        {
            // Closed while the message waited: it is lost, as on a network, and the channel within tells why it closed.
            return;
        }
        catch (Exception exception)
        {
            // Its sender is gone and cannot be told; a message must not be lost silently.
            Break($"A message that waited was refused: {exception.Message}");
            return;
        }

        if (Interlocked.Read(ref _messagesLeft) != long.MaxValue && Interlocked.Decrement(ref _messagesLeft) == 0)
        {
            Break();
        }
    }

    /// <summary>Keeps the threshold of the channel within where it tells when both amounts together pass ours, and signals when they have.</summary>
    private void CheckLow()
    {
        bool signal;
        lock (_lock)
        {
            var threshold = BufferedAmountLowThreshold;
            _inner.BufferedAmountLowThreshold = Math.Max(0, threshold - _sending.Bytes);
            var isHigh = BufferedAmount > threshold;
            signal = _isHigh && !isHigh;
            _isHigh = isHigh;
        }

        if (signal)
        {
            _inbox.SignalBufferedAmountLow();
        }
    }

    private void EndReceiving(bool drop, PeerChannelCloseReason reason) => _receiving.Finish(drop, () =>
    {
        _inbox.Close(reason);
        _closed.TrySetResult(reason);
    });

    private async Task CloseWithoutDrainAsync() => await _inner.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    /// <summary>Closes where no receiver is attached that would be told.</summary>
    private async Task WatchAsync()
    {
        var reason = await _inner.Closed.ConfigureAwait(false);
        lock (_lock)
        {
            _isClosing = true;
        }

        if (!_inbox.HasReceiver)
        {
            _closed.TrySetResult(_brokenBy ?? reason);
        }
    }
}
