using System.Buffers.Binary;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Resuming;

/// <summary>
/// Messages that the peer has not acknowledged, in order, each with its number: the first is 1. They lie one behind the other in arrays of one size, so that what is held is what is counted,
/// and may be sent a second time from the oldest on, cut where a channel takes less.
/// </summary>
internal sealed class KeptMessages
{
    private const int Shift = SegmentPool.SizeLog2;
    private const int SegmentSize = SegmentPool.Size;
    private const int HeaderSize = sizeof(int);

    /// <summary>The arrays from that of <see cref="_head"/> on, each at its number modulo the length, which is a power of two.</summary>
    private byte[]?[] _segments = new byte[]?[4];
    private int _count;

    /// <summary>Positions in all that was ever added: of the oldest message kept, behind the newest, and of the next to send.</summary>
    private long _head;
    private long _tail;
    private long _cursor;

    /// <summary>How much of the message at the cursor was sent in parts.</summary>
    private int _cut;

    /// <summary>The number of the newest message that the peer said to have, over whichever channel.</summary>
    private long _told;

    /// <summary>Gets the number of the newest message that was added.</summary>
    public long Added { get; private set; }

    /// <summary>Gets the number of the newest message that the channel has got whole.</summary>
    public long Sent { get; private set; }

    /// <summary>Gets the number of the newest message that the peer is known to have.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Gets how many bytes of memory are held.</summary>
    public long Held => (long)_count << Shift;

    public bool IsEmpty => Added == Acknowledged;

    /// <summary>Gets a value indicating whether something waits to be given to the channel.</summary>
    public bool HasUnsent => _cursor != _tail;

    /// <summary>Gets a value indicating whether a message was sent in part.</summary>
    public bool IsCutting => _cut > 0;

    /// <summary>Keeps a message that the channel gets now.</summary>
    public void AddSent(ReadOnlySpan<byte> message)
    {
        Add(message);
        _cursor = _tail;
        Sent = Added;
    }

    /// <summary>Keeps a message that waits.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, message.Length);
        Append(header);
        Append(message);
        Added++;
    }

    /// <summary>The peer has the messages up to a number: they go, each once it was sent over this channel, where it is expected all the same since messages carry no numbers.</summary>
    public void Acknowledge(long number)
    {
        _told = Math.Max(_told, number);
        Release();
    }

    /// <summary>Sends everything again that the peer, on another channel, does not say to have.</summary>
    public void Rewind(long received)
    {
        Sent = Added;
        Acknowledge(received);
        _cursor = _head;
        _cut = 0;
        Sent = Acknowledged;
    }

    /// <summary>Writes the next message that waits, or as much of it as fits, as PART. Returns the length.</summary>
    public int WriteNext(Span<byte> destination)
    {
        var length = LengthAt(_cursor);
        if (_cut == 0 && length <= destination.Length)
        {
            CopyTo(_cursor + HeaderSize, destination[..length]);
            Pass(length);
            return length;
        }

        var count = Math.Min(length - _cut, destination.Length - FrameWriter.MaxHeader - Varint.MaxSize);
        var rest = length - _cut - count;
        var writer = new FrameWriter(destination, FrameType.Part, Varint.Size((ulong)rest) + count);
        writer.Varint((ulong)rest);
        CopyTo(_cursor + HeaderSize + _cut, destination.Slice(writer.Position, count));
        _cut += count;
        if (rest == 0)
        {
            Pass(length);
        }

        return writer.Position + count;
    }

    /// <summary>Counts the one-way calls in what is kept.</summary>
    public int CountOneWayCalls()
    {
        var calls = 0;
        for (var position = _head; position < _tail;)
        {
            var length = LengthAt(position);
            var message = PeerBuffers.Rent(length);
            CopyTo(position + HeaderSize, message.AsSpan(0, length));
            calls += ResumeFrames.CountOneWayCalls(message.AsSpan(0, length));
            PeerBuffers.Return(message);
            position += HeaderSize + length;
        }

        return calls;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        Free(_tail);
        Align();
        Acknowledged = Sent = Added;
    }

    private void Pass(int length)
    {
        _cursor += HeaderSize + length;
        _cut = 0;
        Sent++;
        Release();
    }

    private void Release()
    {
        var last = Math.Min(_told, Sent);
        if (Acknowledged >= last)
        {
            return;
        }

        while (Acknowledged < last)
        {
            Free(_head + HeaderSize + LengthAt(_head));
            Acknowledged++;
        }

        if (_head == _tail)
        {
            Align();
        }
    }

    private int LengthAt(long position)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        CopyTo(position, header);
        return BinaryPrimitives.ReadInt32LittleEndian(header);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var offset = (int)(_tail & (SegmentSize - 1));
            if (offset == 0)
            {
                AddSegment();
            }

            var count = Math.Min(bytes.Length, SegmentSize - offset);
            bytes[..count].CopyTo(SegmentOf(_tail).AsSpan(offset));
            bytes = bytes[count..];
            _tail += count;
        }
    }

    private void CopyTo(long position, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var offset = (int)(position & (SegmentSize - 1));
            var count = Math.Min(destination.Length, SegmentSize - offset);
            SegmentOf(position).AsSpan(offset, count).CopyTo(destination);
            destination = destination[count..];
            position += count;
        }
    }

    private byte[] SegmentOf(long position) => _segments[(position >> Shift) & (_segments.Length - 1)]!;

    private void AddSegment()
    {
        if (_count == _segments.Length)
        {
            var larger = new byte[]?[2 * _count];
            for (var i = 0; i < _count; i++)
            {
                var number = (_head >> Shift) + i;
                larger[number & (larger.Length - 1)] = _segments[number & (_segments.Length - 1)];
            }

            _segments = larger;
        }

        _segments[(_tail >> Shift) & (_segments.Length - 1)] = SegmentPool.Rent();
        _count++;
    }

    /// <summary>Gives back the arrays before a position.</summary>
    private void Free(long position)
    {
        for (var number = _head >> Shift; number < position >> Shift; number++)
        {
            FreeSegment(number);
        }

        _head = position;
    }

    /// <summary>Nothing is kept: nor is the array that the next message would have begun in.</summary>
    private void Align()
    {
        if ((_tail & (SegmentSize - 1)) != 0)
        {
            FreeSegment(_tail >> Shift);
            _tail = ((_tail >> Shift) + 1) << Shift;
        }

        _head = _cursor = _tail;
        _cut = 0;
    }

    private void FreeSegment(long number)
    {
        ref var segment = ref _segments[number & (_segments.Length - 1)];
        SegmentPool.Return(segment!);
        segment = null;
        _count--;
    }
}
