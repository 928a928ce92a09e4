using System.Buffers;

namespace TypedPeer.Channels;

/// <summary>
/// What came over a channel for a receiver: kept until one is attached, delivered one message at a time in the order in which it came, and
/// the close last. With it a transport owes its receiver nothing more than to put in what comes.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread, also from inside any member of the receiver.</para>
/// <para>The receiver runs on the thread pool, so that who puts something in never waits for it; or, where the inbox was made so, on the thread
/// that put it in, unless another is delivering already. A receiver that throws is told to the trace, and called again for what comes next.</para>
/// </remarks>
public sealed class PeerChannelInbox
{
    /// <summary>What a message takes beside its buffer: the array's header and its place in the queue.</summary>
    private const int MessageOverhead = 64;

    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Buffer, int Length)> _waiting = [];
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _capacity;
    private readonly bool _isInline;
    private readonly Action<long, long>? _delivered;
    private readonly Action<IThreadPoolWorkItem> _schedule;
    private readonly Delivery _delivery;
    private IPeerChannelReceiver? _receiver;
    private PeerChannelCloseReason? _closeReason;
    private long _bytes;
    private long _held;
    private bool _isDelivering;
    private bool _isCloseTold;

    /// <summary>Makes an empty inbox.</summary>
    /// <param name="capacity">The most bytes that may wait, counted as they are held: with the buffers around them.</param>
    /// <param name="delivered">
    /// Called after each message that the receiver got, with <see cref="Bytes"/> before and after, on the thread that delivered it. It does not throw.
    /// </param>
    /// <param name="deliversInline">
    /// Whether the thread that puts a message in delivers it, without a copy where nothing waits. A receiver that blocks then blocks that thread.
    /// </param>
    public PeerChannelInbox(long capacity, Action<long, long>? delivered = null, bool deliversInline = false)
        : this(capacity, delivered, deliversInline, static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false))
    {
    }

    /// <param name="capacity">As above.</param>
    /// <param name="delivered">As above.</param>
    /// <param name="deliversInline">As above.</param>
    /// <param name="schedule">Stands for the thread pool.</param>
    internal PeerChannelInbox(long capacity, Action<long, long>? delivered, bool deliversInline, Action<IThreadPoolWorkItem> schedule)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
        _delivered = delivered;
        _isInline = deliversInline;
        _schedule = schedule;
        _delivery = new(this);
    }

    /// <summary>Gets how many bytes of messages were put in and not delivered yet, with the one that is being delivered. What a close discarded stays counted.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gets whether a receiver is attached.</summary>
    public bool HasReceiver => Volatile.Read(ref _receiver) is not null;

    /// <summary>Gets what <see cref="Close"/> was called with first; null before.</summary>
    public PeerChannelCloseReason? CloseReason => Volatile.Read(ref _closeReason);

    /// <summary>
    /// Gets a task that completes, always successfully, when the receiver was told of the close; where none is attached, when
    /// <see cref="Close"/> is called; and at the latest with <see cref="CompleteClosed"/>.
    /// </summary>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Attaches the receiver, once. It gets what waits, and the close if there was one, whenever it comes.</summary>
    /// <exception cref="InvalidOperationException">A receiver is attached already.</exception>
    public void Attach(IPeerChannelReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        bool starts;
        lock (_lock)
        {
            if (_receiver is not null)
            {
                throw new InvalidOperationException("A receiver is attached already.");
            }

            Volatile.Write(ref _receiver, receiver);
            starts = TryStart();
        }

        Deliver(starts);
    }

    /// <summary>Puts a message in; copies it where it has to wait. False when there is no room for it, or <see cref="CloseReason"/> is set: then it is dropped.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message)
    {
        if (_isInline && TryStartWith(message.Length))
        {
            Pass(message);
            DeliverAll();
            return true;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, message.Length));
        message.CopyTo(buffer);
        bool starts;
        lock (_lock)
        {
            if (_closeReason is not null || _held + buffer.Length + MessageOverhead > _capacity)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return false;
            }

            _held += buffer.Length + MessageOverhead;
            Interlocked.Add(ref _bytes, message.Length);
            _waiting.Enqueue((buffer, message.Length));
            starts = TryStart();
        }

        Deliver(starts);
        return true;
    }

    /// <summary>Tells the receiver, if there is one, that the buffered amount has fallen to its threshold: at once, on this thread.</summary>
    public void SignalBufferedAmountLow()
    {
        if (Volatile.Read(ref _receiver) is { } receiver)
        {
            try
            {
                receiver.OnBufferedAmountLow();
            }
            catch (Exception exception)
            {
                ReceiverFailures.Report(exception);
            }
        }
    }

    /// <summary>Takes no more messages, and tells the receiver the reason behind those that wait. Only the first call counts.</summary>
    /// <param name="reason">Why the channel closed.</param>
    /// <param name="discard">Whether what waits is lost, as where the connection broke.</param>
    public void Close(PeerChannelCloseReason reason, bool discard = false)
    {
        ArgumentNullException.ThrowIfNull(reason);
        bool starts;
        lock (_lock)
        {
            if (_closeReason is not null)
            {
                return;
            }

            Volatile.Write(ref _closeReason, reason);
            while (discard && _waiting.TryDequeue(out var item))
            {
                ArrayPool<byte>.Shared.Return(item.Buffer);
            }

            if (_receiver is null)
            {
                _closed.TrySetResult(reason);
            }

            starts = TryStart();
        }

        Deliver(starts);
    }

    /// <summary>Completes <see cref="Closed"/> now, if <see cref="Close"/> was called, although the receiver is behind: it is told once it is free.</summary>
    public void CompleteClosed()
    {
        if (CloseReason is { } reason)
        {
            _closed.TrySetResult(reason);
        }
    }

    /// <summary>Takes the turn to deliver where there is something for somebody and nobody has it. Under the lock.</summary>
    private bool TryStart()
    {
        var starts = !_isDelivering && _receiver is not null && (_waiting.Count > 0 || (_closeReason is not null && !_isCloseTold));
        _isDelivering |= starts;
        return starts;
    }

    /// <summary>Takes the turn for a message that nothing waits before.</summary>
    private bool TryStartWith(int length)
    {
        lock (_lock)
        {
            if (_isDelivering || _receiver is null || _waiting.Count > 0 || _closeReason is not null)
            {
                return false;
            }

            Interlocked.Add(ref _bytes, length);
            return _isDelivering = true;
        }
    }

    private void Deliver(bool starts)
    {
        if (starts)
        {
            if (_isInline)
            {
                DeliverAll();
            }
            else
            {
                _schedule(_delivery);
            }
        }
    }

    /// <summary>Delivers what waits, until nothing does.</summary>
    private void DeliverAll()
    {
        while (TryTake(out var item))
        {
            if (item.Buffer is null)
            {
                TellClose();
                return;
            }

            Pass(item.Buffer.AsSpan(0, item.Length));
            ArrayPool<byte>.Shared.Return(item.Buffer);
        }
    }

    /// <summary>Takes the next message, or behind the last one, without a buffer, the close; false when there is neither, and the turn is given back.</summary>
    private bool TryTake(out (byte[]? Buffer, int Length) item)
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next))
            {
                _held -= next.Buffer.Length + MessageOverhead;
                item = next;
                return true;
            }

            item = default;
            _isDelivering = false;
            if (_closeReason is null || _isCloseTold)
            {
                return false;
            }

            return _isCloseTold = true;
        }
    }

    private void Pass(ReadOnlySpan<byte> message)
    {
        try
        {
            _receiver!.OnMessage(message);
        }
        catch (Exception exception)
        {
            ReceiverFailures.Report(exception);
        }

        var after = Interlocked.Add(ref _bytes, -message.Length);
        _delivered?.Invoke(after + message.Length, after);
    }

    private void TellClose()
    {
        try
        {
            _receiver!.OnClosed(_closeReason!);
        }
        catch (Exception exception)
        {
            ReceiverFailures.Report(exception);
        }

        _closed.TrySetResult(_closeReason!);
    }

    private sealed class Delivery(PeerChannelInbox inbox) : IThreadPoolWorkItem
    {
        public void Execute() => inbox.DeliverAll();
    }
}
