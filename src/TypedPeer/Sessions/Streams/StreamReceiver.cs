using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streams;

/// <summary>
/// The receiving end of one stream: bytes that came and were not taken yet, and the credit the producer has left
/// (docs/protocol.md, "Streams"). The reading path fills one buffer while the consumer empties another; they meet once a batch.
/// </summary>
internal sealed class StreamReceiver
{
    /// <summary>In microseconds: on a shorter path the threads' pauses are longer than the round trip.</summary>
    private const long ShortestMeasurement = 1000;

    /// <summary>Less credit is not worth a frame of its own, in bytes: a few packets.</summary>
    private const long LeastGrant = 4 * 1024;

    /// <summary>
    /// The consumer is not woken for less than this, in bytes, while an item's rest is missing. Of a larger item it takes what came now and then, so that it is
    /// held once.
    /// </summary>
    private const long EnoughOfItem = 2 * SendScheduler.MaxChunk;

    private const string TooMuch = "The session holds as many unread bytes as its options allow.";

    private readonly SessionState _state;
    private readonly StreamPace _pace;
    private ulong _call;
    private readonly int _index;
    private byte[] _fill = [];
    private int _fillLength;
    private long _credit;
    private long _window;
    private long _owed;

    /// <summary>How many bytes the consumer needs to go on, while it waits.</summary>
    private long _needed = 1;
    private bool _starved;
    private long _measured;
    private long _measuredSince;
    private double _rate;
    private bool _closed;

    // The size of the array the consumer has.
    private int _lent;
    private bool _isSettled;
    private StreamWaiter? _waiter;

    public StreamReceiver(SessionState state, StreamPace pace, ulong call, int index)
    {
        _state = state;
        _pace = pace;
        _call = call;
        _index = index;
        _window = state.Options.StreamWindowBytes;
        _credit = _window;
    }

    /// <summary>Gets a value indicating whether nothing more will come.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Gets a value indicating whether the producer itself has said that nothing more will come.</summary>
    public bool IsFinished { get; private set; }

    public PeerStatus Status { get; private set; }

    public string? Message { get; private set; }

    /// <summary>Gets how many bytes wait for the consumer.</summary>
    public int Available => _fillLength;

    /// <summary>Gets a value indicating whether a consumer has taken bytes.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Gets or sets who is told when the call has ended.</summary>
    public SessionWork? Consumer { get; set; }

    /// <summary>Sets the call, as frames from this side name it, once it has an identifier.</summary>
    public void Bind(ulong call) => _call = call;

    /// <summary>Takes data, which may be the last. False when the producer went past its credit.</summary>
    public bool TryReceive(ReadOnlySpan<byte> data, bool isLast, long now)
    {
        if (data.Length > _credit)
        {
            return false;
        }

        _credit -= data.Length;
        if (_closed || HasEnded)
        {
            return true;
        }

        if (!TryMakeRoom(data.Length))
        {
            End(PeerStatus.LimitExceeded, TooMuch);
            return true;
        }

        data.CopyTo(_fill.AsSpan(_fillLength));
        _fillLength += data.Length;
        if (IsEnough)
        {
            Wake();
        }

        if (!isLast)
        {
            // What the producer is given depends on what is on its way, and not on when the consumer runs.
            Replenish(Math.Min(_window, _pace.Limit(_rate, now)), now);
        }

        return true;
    }

    /// <summary>Nothing more will come: the producer finished, failed, or the call ended.</summary>
    public void End(PeerStatus status, string? message)
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        Status = status;
        Message = message;
        Wake();
    }

    /// <summary>The producer said that this was the last.</summary>
    public void Finish(PeerStatus status, string? message)
    {
        IsFinished = true;
        End(status, message);
    }

    /// <summary>
    /// Hands what came to the consumer, which gives the buffer it has emptied, or in which <paramref name="start"/> to
    /// <paramref name="end"/> is the beginning of an item whose rest was missing.
    /// </summary>
    private bool TryTake(ref byte[] buffer, ref int start, ref int end)
    {
        if (_fillLength == 0 || !(IsEnough || HasEnded))
        {
            // A stream that waits holds nothing but the beginning of an item.
            _starved = true;
            if (_fillLength == 0)
            {
                ReturnFill();
            }

            if (start == end)
            {
                ReturnLent(ref buffer);
            }

            return false;
        }

        IsTaken = true;
        if (start == end)
        {
            (buffer, _fill) = (_fill, buffer);
            _lent = buffer.Length;
            start = 0;
            end = _fillLength;
        }
        else if (!TryJoin(ref buffer, ref start, ref end))
        {
            // However well the producer ended it: the item cannot be put together.
            HasEnded = true;
            Status = PeerStatus.LimitExceeded;
            Message = TooMuch;
            ReturnFill();
            return false;
        }

        _fillLength = 0;
        return true;
    }

    /// <summary>The consumer is through: takes its array back.</summary>
    private void ReturnLent(ref byte[] buffer)
    {
        _state.Budget.Release(_lent);
        _lent = 0;
        if (buffer.Length > 0)
        {
            PeerBuffers.Return(buffer);
            buffer = [];
        }
    }

    /// <summary>Gets a value indicating whether the consumer can go on with what came: with less of an item it could do nothing but wait again.</summary>
    private bool IsEnough => _fillLength >= Math.Min(_needed, EnoughOfItem);

    /// <summary>Tells that the consumer is through with <paramref name="consumed"/> bytes.</summary>
    private void Consumed(long consumed, long now)
    {
        _owed += consumed;
        if (HasEnded || _closed)
        {
            return;
        }

        Measure(consumed, now);
        Replenish(Resize(_pace.Limit(_rate, now)), now);
    }

    /// <summary>
    /// Gives the producer what it may have: what is owed to it, as far as it keeps within <paramref name="window"/>, which bounds what is on its way; what was
    /// taken from it and what is held here bound what is owed.
    /// </summary>
    private void Replenish(long window, long now)
    {
        var grant = 0L;
        var threshold = Math.Max(window / 8, Math.Min(window / 2, LeastGrant));
        var room = window - _credit;
        var due = Math.Min(_owed, room);
        if (due >= threshold)
        {
            _state.KeepAlive.Probe(now);
            grant = due;
            _owed -= due;
        }

        // An item larger than the window: what is missing of it must be allowed to come; little by little where the pace asks for it.
        var missing = _needed - _fillLength - _credit - grant;
        if (missing > 0)
        {
            var more = Math.Max(missing, Math.Min(window, SendScheduler.MaxChunk));
            if (window < _window)
            {
                more = Math.Min(more, room - grant);
                more = more < threshold ? 0 : more;
            }

            grant += more;
            _owed -= more;
        }

        if (grant > 0)
        {
            _credit += grant;
            Frames.Credit(_state.Send.Control, _call, _index, grant);
        }
    }

    /// <summary>The consumer wants the next batch: hands it over, and takes note of what the consumer is through with.</summary>
    public StreamTaken Take(ref StreamBatch batch, long needed, StreamWaiter waiter, long now)
    {
        _needed = needed;
        var taken = TryTake(ref batch.Buffer, ref batch.Start, ref batch.End);
        if (taken)
        {
            _needed = 0;
        }

        Consumed(batch.Consumed, now);
        batch.Consumed = 0;
        if (batch.References != batch.Settled)
        {
            batch.Settled = batch.References;
            Settle(batch.References, SettleEnd.None);
        }

        if (taken || HasEnded)
        {
            return taken ? StreamTaken.Batch : StreamTaken.End;
        }

        _waiter = waiter;
        waiter.OnWaiting();
        return StreamTaken.Nothing;
    }

    /// <summary>The consumer wants no more: the producer is told, unless it is through.</summary>
    public void StopProducer()
    {
        if (!HasEnded)
        {
            Frames.StreamStop(_state.Send.Control, _call, _index);
        }
    }

    /// <summary>The consumer leaves: settles what came. A stream read to its end that held no references needs no word.</summary>
    public void Leave(ref StreamBatch batch)
    {
        Close();
        ReturnLent(ref batch.Buffer);
        if (batch.References > 0 || !batch.IsComplete)
        {
            Settle(batch.References, SettleEnd.Part);
        }

        _isSettled = true;
    }

    /// <summary>The consumer has left: what waits is dropped, what still comes is ignored.</summary>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _waiter = null;
        ReturnFill();
    }

    /// <summary>Tells the producer how many references were taken out of the items; the last time once.</summary>
    public void Settle(long taken, SettleEnd end)
    {
        // Without a number the call was never sent.
        if (_call != 0 && !_isSettled)
        {
            _isSettled = end != SettleEnd.None;
            _state.Settle(_call, _index, (ulong)taken, end, behindCalls: (_call & 1) == 0 && !IsTaken);
        }
    }

    /// <summary>Gets the window that holds now. It grows only for a consumer that had to wait: one that is slower than the path would only fill it.</summary>
    private long Resize(long limit)
    {
        if (_starved && _rate > 0 && _window < limit && _state.Budget.MayGrow)
        {
            var larger = Math.Min(Math.Min(_window * 2, limit), _state.Options.MaxStreamWindowBytes);
            _owed += larger - _window;
            _window = larger;
            _starved = false;
        }

        return Math.Min(_window, limit);
    }

    /// <summary>The rate over a round trip or more; it rises at once and falls slowly, since a pause of either end says nothing about the path.</summary>
    private void Measure(long bytes, long now)
    {
        _measured += bytes;
        var elapsed = now - _measuredSince;
        if (elapsed >= Math.Max(_state.KeepAlive.RoundTrip, ShortestMeasurement))
        {
            _rate = Math.Max(_measured * 1e6 / elapsed, _rate * 7 / 8);
            _measured = 0;
            _measuredSince = now;
        }
    }

    private void Wake()
    {
        if (_waiter is { } waiter)
        {
            _waiter = null;
            _state.Add(waiter);
        }
    }

    /// <summary>Makes room, as far as the session may hold more: what counts is the array, not what is in it.</summary>
    private bool TryMakeRoom(int size)
    {
        if (_fill.Length - _fillLength >= size)
        {
            return true;
        }

        var needed = _fillLength + size;
        var wanted = Math.Max(needed, _fillLength * 2);
        if (!_state.Budget.TryHold(PeerBuffers.SizeOf(wanted) - _fill.Length))
        {
            wanted = needed;
            if (!_state.Budget.TryHold(PeerBuffers.SizeOf(wanted) - _fill.Length))
            {
                return false;
            }
        }

        PeerBuffers.Grow(ref _fill, 0, _fillLength, wanted);
        return true;
    }

    /// <summary>Appends what came to the beginning of the item whose rest it may be.</summary>
    private bool TryJoin(ref byte[] buffer, ref int start, ref int end)
    {
        var length = end - start;
        if (buffer.Length - end < _fillLength)
        {
            if (buffer.Length < length + _fillLength)
            {
                var size = PeerBuffers.SizeOf(Math.Max(length + _fillLength, length * 2));
                if (!_state.Budget.TryHold(size - buffer.Length))
                {
                    return false;
                }

                PeerBuffers.Grow(ref buffer, start, length, size);
                _lent = size;
            }
            else
            {
                buffer.AsSpan(start, length).CopyTo(buffer);
            }

            start = 0;
            end = length;
        }

        _fill.AsSpan(0, _fillLength).CopyTo(buffer.AsSpan(end));
        end += _fillLength;
        return true;
    }

    private void ReturnFill()
    {
        _fillLength = 0;
        if (_fill.Length > 0)
        {
            _state.Budget.Release(_fill.Length);
            PeerBuffers.Return(_fill);
            _fill = [];
        }
    }
}
