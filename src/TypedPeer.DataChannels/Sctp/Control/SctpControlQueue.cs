using System.Buffers;

namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>
/// A few answers waiting to leave, whole chunks or whole packets. Bounded: a peer that provokes more answers than it lets leave
/// gets no more of them.
/// </summary>
internal sealed class SctpControlQueue(int capacity)
{
    private readonly byte[]?[] _items = new byte[]?[capacity];
    private readonly int[] _lengths = new int[capacity];
    private int _first;
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Gets whether nothing more is taken: an answer need not be made.</summary>
    public bool IsFull => _count == capacity;

    /// <summary>Gets the first item's length; zero when there is none.</summary>
    public int NextLength => _count == 0 ? 0 : _lengths[_first];

    /// <summary>Queues a copy, or nothing when the queue is full.</summary>
    public void Enqueue(ReadOnlySpan<byte> item)
    {
        if (_count == capacity)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(item.Length);
        item.CopyTo(buffer);
        var index = (_first + _count) % capacity;
        _items[index] = buffer;
        _lengths[index] = item.Length;
        _count++;
    }

    /// <summary>Takes the first item; there is one, and it fits.</summary>
    public int Dequeue(Span<byte> destination)
    {
        var length = _lengths[_first];
        _items[_first].AsSpan(0, length).CopyTo(destination);
        DropFirst();
        return length;
    }

    public void Clear()
    {
        while (_count > 0)
        {
            DropFirst();
        }
    }

    private void DropFirst()
    {
        ArrayPool<byte>.Shared.Return(_items[_first]!);
        _items[_first] = null;
        _first = (_first + 1) % capacity;
        _count--;
    }
}
