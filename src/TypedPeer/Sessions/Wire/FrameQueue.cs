using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Wire;

/// <summary>
/// Whole encoded frames, first in, first out, in one buffer that grows and shrinks. Frames leave whole, as many at a time as
/// fit into a channel message, which is what bundles small frames.
/// </summary>
internal sealed class FrameQueue
{
    /// <summary>What a queue has for life: pings, credit and single calls fit, and most sessions of a server are silent most of the time.</summary>
    private const int SmallestSize = 256;

    /// <summary>What it may hold without being charged for it.</summary>
    private const int KeptSize = 4096;

    private byte[] _buffer = new byte[SmallestSize];
    private int _head;
    private int _tail;

    /// <summary>Gets how many bytes wait.</summary>
    public int Length => _tail - _head;

    /// <summary>Gets the frames that wait, until the next is added or leaves.</summary>
    public ReadOnlySpan<byte> Waiting => _buffer.AsSpan(_head, Length);

    /// <summary>Gets how many bytes of memory they hold: the array, unless it is a small one.</summary>
    public int Held => _buffer.Length <= KeptSize ? Length : _buffer.Length;

    /// <summary>Gets how many frames wait.</summary>
    public int Count { get; private set; }

    /// <summary>Gets how many bytes were ever added: the position behind the newest frame.</summary>
    public long Added { get; private set; }

    /// <summary>Gets how many bytes ever left: the position of the oldest frame that waits.</summary>
    public long Taken => Added - Length;

    /// <summary>Gets or sets how many of the bytes that wait cost no credit.</summary>
    private int Free { get; set; }

    /// <summary>Returns room for a frame of at most <paramref name="size"/> bytes.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _tail < size)
        {
            MakeRoom(size);
        }

        return _buffer.AsSpan(_tail);
    }

    /// <summary>Adds the frame written into the room to a queue that needs credit, but without costing any.</summary>
    public void CommitFree(int size)
    {
        Free += size;
        Commit(size);
    }

    /// <summary>Adds the frame written into the room, which costs credit or does not.</summary>
    public void Commit(int size, bool isFree)
    {
        if (isFree)
        {
            CommitFree(size);
        }
        else
        {
            Commit(size);
        }
    }

    /// <summary>Adds the frame written into the room.</summary>
    public void Commit(int size)
    {
        _tail += size;
        Added += size;
        Count++;
    }

    /// <summary>
    /// Moves whole frames into <paramref name="destination"/>, stopping once <paramref name="burst"/> bytes are moved, and never
    /// past <paramref name="credit"/>, of which it takes what the frames cost.
    /// </summary>
    public int MoveTo(Span<byte> destination, int burst, ref long credit)
    {
        if (Length == 0)
        {
            return 0;
        }

        var available = Length;
        var take = 0;
        if (available <= destination.Length && available <= burst && available <= credit && Free == 0)
        {
            take = available;
            credit -= take;
            Count = 0;
        }
        else
        {
            while (take < burst && take < available)
            {
                var frame = FrameSize(_head + take);
                var isFree = Free > 0 && _buffer[_head + take] != (byte)FrameType.Call;
                if (take + frame > destination.Length || (!isFree && frame > credit))
                {
                    break;
                }

                take += frame;
                Count--;
                if (isFree)
                {
                    Free -= frame;
                }
                else
                {
                    credit -= frame;
                }
            }
        }

        _buffer.AsSpan(_head, take).CopyTo(destination);
        _head += take;
        if (_head == _tail)
        {
            Reset();
        }

        return take;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        Added -= Length;
        Count = 0;
        Free = 0;
        Reset();
    }

    /// <summary>Gets the size of the frame that would leave next; zero when none waits.</summary>
    public int NextFrameSize => Length == 0 ? 0 : FrameSize(_head);

    /// <summary>Gets a value indicating whether the frame that would leave next is a CALL.</summary>
    public bool NextIsCall => Length > 0 && _buffer[_head] == (byte)FrameType.Call;

    private int FrameSize(int at)
    {
        var position = at + 1;
        _ = Varint.TryRead(_buffer.AsSpan(0, _tail), ref position, out var length);
        return position - at + (int)length;
    }

    private void Reset()
    {
        _head = 0;
        _tail = 0;
        if (_buffer.Length > 16 * KeptSize)
        {
            PeerBuffers.Return(_buffer);
            _buffer = new byte[SmallestSize];
        }
    }

    private void MakeRoom(int size)
    {
        var length = Length;
        if (_head >= length && _buffer.Length - length >= size)
        {
            // The bytes move at most once for each time they were written: the free part is at least as large.
            _buffer.AsSpan(_head, length).CopyTo(_buffer);
        }
        else
        {
            var larger = PeerBuffers.Rent(Math.Max(_buffer.Length * 2, length + size));
            _buffer.AsSpan(_head, length).CopyTo(larger);
            if (_buffer.Length != SmallestSize)
            {
                PeerBuffers.Return(_buffer);
            }

            _buffer = larger;
        }

        _head = 0;
        _tail = length;
    }
}
