using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Channels;

/// <summary>
/// A bounded queue in front of whichever data channel there is: hands over as much as keeps the path busy, keeps the rest, and takes back what had not left
/// when a connection is lost.
/// </summary>
/// <param name="label">The channel's name.</param>
/// <param name="options">The limits.</param>
/// <param name="lifeTime">How long a message is worth sending; null for ever.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told of messages that cannot be sent.</param>
internal sealed class OutgoingMessages(string label, PeerLinkChannelOptions options, TimeSpan? lifeTime, TimeProvider time, Action<Exception> failed)
{
    /// <summary>What the data channel holds at most, unless one message is longer: enough for a path of 100 Mbit/s and 20 ms, and little to wait behind for the session.</summary>
    private const long HandedOver = 256 * 1024;

    /// <summary>How soon to try again where the connection's other channels have filled it, whose progress nobody tells.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly LinkedList<SendWaiter> _waiters = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _handedOver = Math.Min(HandedOver, options.MaxBufferedAmount);
    private Queue<OutgoingMessage> _queued = new();
    private HandedMessages? _handed;
    private DataChannel? _channel;
    private ITimer? _retry;
    private PeerChannelCloseReason? _ended;
    private bool _isClosing;
    private bool _isPumping;
    private long _queuedBytes;
    private long _handedBytes;
    private int _maxMessageSize = 65536;
    private long _sent;
    private long _lost;
    private long _dropped;

    /// <summary>Gets a task that completes when the last message was handed over, once <see cref="Close"/> was called.</summary>
    public Task Drained => _drained.Task;

    public long BufferedAmount
    {
        get
        {
            lock (_lock)
            {
                return Buffered();
            }
        }
    }

    /// <summary>Accepts a message if there is room; false when none are taken any more.</summary>
    /// <exception cref="PeerChannelOverflowException">There is no room.</exception>
    /// <exception cref="ArgumentException">The peer takes none so large.</exception>
    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!IsTaken(bytes.Length))
            {
                return false;
            }

            Accept(OutgoingMessage.Of(bytes, time.GetTimestamp()));
            return true;
        }
    }

    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public bool TrySend(string text)
    {
        var message = OutgoingMessage.Of(text, time.GetTimestamp());
        lock (_lock)
        {
            if (!IsTaken(message.Length))
            {
                return false;
            }

            Accept(message);
            return true;
        }
    }

    /// <summary>Waits until a message is accepted, behind those that wait already.</summary>
    /// <exception cref="PeerChannelClosedException">None are taken any more.</exception>
    /// <exception cref="ArgumentException">The peer takes none so large.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, string? text, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        SendWaiter waiter;
        lock (_lock)
        {
            if (_isClosing || _ended is not null)
            {
                return ValueTask.FromException(new PeerChannelClosedException(_ended));
            }

            waiter = new SendWaiter(bytes, text);
            if (waiter.Length > _maxMessageSize)
            {
                return ValueTask.FromException(TooLarge(waiter.Length));
            }

            if (_waiters.Count == 0 && HasRoom(waiter.Length))
            {
                Accept(waiter.ToMessage(time.GetTimestamp()));
                return ValueTask.CompletedTask;
            }

            _waiters.AddLast(waiter.Node);
        }

        return new ValueTask(waiter.WaitAsync(GiveUp, cancellationToken));
    }

    /// <summary>There is a data channel: what waits goes there, from before it is open.</summary>
    public void Attach(DataChannel channel)
    {
        channel.BufferedAmountLowThreshold = _handedOver / 2;
        channel.BufferedAmountLow += Pump;
        lock (_lock)
        {
            _channel = channel;
            _handed = new HandedMessages(channel);
            _maxMessageSize = channel.MaxMessageSize;
        }

        Pump();
    }

    /// <summary>The data channel is closed: takes back what had not left, and returns how many messages may not have arrived.</summary>
    public int Detach()
    {
        lock (_lock)
        {
            if (_handed is null)
            {
                return 0;
            }

            _channel!.BufferedAmountLow -= Pump;
            var (unsent, lost) = _handed.TakeBack();
            var before = _queued.Count;
            _queued = new Queue<OutgoingMessage>(unsent.Concat(_queued));
            _queuedBytes = _queued.Sum(static message => (long)message.Length);
            (_channel, _handed, _handedBytes) = (null, null, 0);
            _sent -= _queued.Count - before;
            _lost += lost;
            return lost;
        }
    }

    /// <summary>Takes no more messages; those that were accepted still go.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosing = true;
            FailWaiters(new PeerChannelClosedException());
            TellDrained();
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void End(PeerChannelCloseReason reason)
    {
        lock (_lock)
        {
            _ended = reason;
            _dropped += _queued.Count;
            while (_queued.TryDequeue(out var message))
            {
                message.Return();
            }

            _queuedBytes = 0;
            _retry?.Dispose();
            FailWaiters(new PeerChannelClosedException(reason));
            _drained.TrySetResult();
        }
    }

    /// <summary>Adds what is known of the messages.</summary>
    public PeerLinkChannelStatistics AddTo(PeerLinkChannelStatistics statistics)
    {
        lock (_lock)
        {
            return statistics with { MessagesSent = _sent, MessagesLost = _lost, MessagesDropped = _dropped, MessagesQueued = _queued.Count, BufferedAmount = Buffered() };
        }
    }

    /// <summary>Hands over as much as the path wants, and lets those in who wait.</summary>
    private void Pump()
    {
        lock (_lock)
        {
            // A signal may come from inside the send that caused it; whoever sends looks again itself.
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
            try
            {
                _handedBytes = _handed?.Trim() ?? 0;
                do
                {
                    HandOver();
                }
                while (LetIn());
                TellDrained();
            }
            finally
            {
                _isPumping = false;
            }
        }
    }

    private void HandOver()
    {
        while (_handed is not null && _handedBytes < _handedOver && _queued.TryPeek(out var message) && (IsOver(in message) || TryHand(in message)))
        {
            _queued.Dequeue();
            _queuedBytes -= message.Length;
        }
    }

    private bool IsOver(in OutgoingMessage message)
    {
        if (lifeTime is not { } limit || time.GetElapsedTime(message.AcceptedAt) <= limit)
        {
            return false;
        }

        _dropped++;
        message.Return();
        return true;
    }

    /// <summary>False when it has to wait.</summary>
    private bool TryHand(in OutgoingMessage message)
    {
        try
        {
            _handedBytes = _handed!.Send(in message);
            _sent++;
            return true;
        }
        catch (PeerChannelClosedException)
        {
            // It is told that the channel is closed, and goes on with the next.
            return false;
        }
        catch (InvalidOperationException)
        {
            _retry ??= time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _retry.Change(RetryDelay, Timeout.InfiniteTimeSpan);
            return false;
        }
        catch (ArgumentException exception)
        {
            // Accepted when the peer's limit was not known yet.
            _dropped++;
            message.Return();
            failed(exception);
            return true;
        }
    }

    /// <summary>Accepts the first that waits; false when there is none, or no room.</summary>
    private bool LetIn()
    {
        var isAny = false;
        while (_waiters.First?.Value is { } waiter && HasRoom(waiter.Length))
        {
            _waiters.RemoveFirst();
            var message = waiter.ToMessage(time.GetTimestamp());
            _queued.Enqueue(message);
            _queuedBytes += message.Length;
            waiter.Accepted();
            isAny = true;
        }

        return isAny;
    }

    private void Accept(in OutgoingMessage message)
    {
        _queued.Enqueue(message);
        _queuedBytes += message.Length;
        Pump();
    }

    /// <summary>False when no messages are taken any more.</summary>
    private bool IsTaken(int length)
    {
        if (_isClosing || _ended is not null)
        {
            return false;
        }

        if (length > _maxMessageSize)
        {
            throw TooLarge(length);
        }

        return _waiters.Count == 0 && HasRoom(length) ? true : throw new PeerChannelOverflowException(PeerText.Clean(label), Buffered(), _queued.Count);
    }

    private ArgumentException TooLarge(int length) => new($"The message has {length} bytes; the peer takes {_maxMessageSize}.");

    /// <summary>Where nothing waits and the path wants more there is room whatever the size: whoever waits is told of nothing but that.</summary>
    private bool HasRoom(int length) => _queued.Count < options.MaxQueuedMessages
        && (Buffered() + length <= options.MaxBufferedAmount || (_queued.Count == 0 && _handedBytes < _handedOver));

    private long Buffered() => _queuedBytes + (_handedBytes = _handed?.Trim() ?? 0);

    private void GiveUp(SendWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node.List is not null)
            {
                _waiters.Remove(waiter.Node);
                waiter.Cancel();
            }
        }

        // Whoever stood behind it may fit.
        Pump();
    }

    private void FailWaiters(Exception exception)
    {
        foreach (var waiter in _waiters)
        {
            waiter.Fail(exception);
        }

        _waiters.Clear();
    }

    private void TellDrained()
    {
        if (_isClosing && _queued.Count == 0)
        {
            _drained.TrySetResult();
        }
    }
}
