using System.Buffers;

namespace TypedPeer.Testing;

/// <summary>
/// One direction of a <see cref="FaultInjectingPeerChannel"/>: messages that wait for their time, in order. Hands them on one at
/// a time, never while its lock is held. Whose thread that is, a timer's or a sender's, is not known: what it hands on to does not throw.
/// </summary>
internal sealed class DelayLine : IDisposable
{
    /// <summary>The most that may wait here, as it is held. What is sent is bounded by whoever looks at the buffered amount; far below this.</summary>
    public const long MaxHeldBytes = 64 * 1024 * 1024;

    /// <summary>What a message takes beside its buffer: the array's header and its place in the queue.</summary>
    private const int MessageOverhead = 80;

    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Buffer, int Length, long Due)> _waiting = [];
    private readonly TimeProvider _time;
    private readonly MessageSink _sink;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _delay;
    private Action? _end;
    private long _bytes;
    private long _held;
    private bool _isStalled;
    private bool _isPumping;
    private bool _isFinishing;

    public DelayLine(TimeProvider time, MessageSink sink)
    {
        _time = time;
        _sink = sink;
        _timer = time.CreateTimer(static line => ((DelayLine)line!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes a message that has passed the line. The memory is the line's again afterwards.</summary>
    public delegate void MessageSink(ReadOnlySpan<byte> message);

    /// <summary>Gets how many bytes wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gets a task that completes when everything was handed on, or dropped, and the end as well.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Gets or sets how long messages that come from now on wait.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_lock)
            {
                return _delay;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            lock (_lock)
            {
                _delay = value;
            }
        }
    }

    /// <summary>Gets or sets a value indicating whether nothing is handed on for now.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return _isStalled;
            }
        }

        set
        {
            lock (_lock)
            {
                _isStalled = value;
            }

            Pump();
        }
    }

    /// <summary>Takes a message; false when so much waits already that there is no room. After <see cref="Finish"/> it is dropped.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, message.Length));
        message.CopyTo(buffer);
        lock (_lock)
        {
            var isFull = _held + buffer.Length + MessageOverhead > MaxHeldBytes;
            if (_isFinishing || isFull)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return _isFinishing;
            }

            _held += buffer.Length + MessageOverhead;
            Interlocked.Add(ref _bytes, message.Length);
            _waiting.Enqueue((buffer, message.Length, _time.GetTimestamp() + ToTicks(_delay)));
        }

        Pump();
        return true;
    }

    /// <summary>Takes no more messages; hands on what waits, or drops it, and calls <paramref name="end"/> last. Only the first call counts for <paramref name="end"/>.</summary>
    public void Finish(bool drop, Action end)
    {
        lock (_lock)
        {
            _isFinishing = true;
            if (drop)
            {
                _isStalled = false;
                _held = 0;
                while (_waiting.TryDequeue(out var item))
                {
                    Interlocked.Add(ref _bytes, -item.Length);
                    ArrayPool<byte>.Shared.Return(item.Buffer);
                }
            }

            _end ??= end;
        }

        Pump();
    }

    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        while (TryTake(out var item, out var end))
        {
            if (item.Buffer is null)
            {
                end!();
                _ended.TrySetResult();
                return;
            }

            _sink(item.Buffer.AsSpan(0, item.Length));
            ArrayPool<byte>.Shared.Return(item.Buffer);
            lock (_lock)
            {
                _isPumping = false;
            }
        }
    }

    /// <summary>Takes the next message that is due, or the end. Whoever takes pumps alone until it is handed on; after the end nobody does.</summary>
    private bool TryTake(out (byte[]? Buffer, int Length, long Due) item, out Action? end)
    {
        item = default;
        end = null;
        lock (_lock)
        {
            if (_isPumping || _isStalled)
            {
                return false;
            }

            if (!_waiting.TryPeek(out var next))
            {
                end = _end;
                _isPumping = end is not null;
                return _isPumping;
            }

            var wait = next.Due - _time.GetTimestamp();
            if (wait > 0)
            {
                _timer.Change(WholeMilliseconds(wait), Timeout.InfiniteTimeSpan);
                return false;
            }

            item = _waiting.Dequeue();
            _held -= item.Buffer!.Length + MessageOverhead;
            _isPumping = true;
            Interlocked.Add(ref _bytes, -item.Length);
            return true;
        }
    }

    /// <summary>Rounded up: a timer that drops what is less than a millisecond would come too early, at once or inside of the call that sets it.</summary>
    private TimeSpan WholeMilliseconds(long wait) =>
        TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait * 1e3 / _time.TimestampFrequency), int.MaxValue));

    private long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
