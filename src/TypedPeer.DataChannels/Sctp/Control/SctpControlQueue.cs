using System.Buffers;

namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>
/// A few answers waiting to leave, whole chunks or whole packets. Bounded: a peer that provokes more answers than it lets leave
/// gets no more of them.
/// </summary>
internal sealed class SctpControlQueue(int capacity)
{
    private readonly Queue<ArraySegment<byte>> _items = new(capacity);

    public bool IsEmpty => _items.Count == 0;

    /// <summary>Gets whether nothing more is taken: an answer need not be made.</summary>
    public bool IsFull => _items.Count == capacity;

    /// <summary>Gets the first item's length; zero when there is none.</summary>
    public int NextLength => _items.TryPeek(out var item) ? item.Count : 0;

    /// <summary>Queues a copy, or nothing when the queue is full.</summary>
    public void Enqueue(ReadOnlySpan<byte> item)
    {
        if (_items.Count == capacity)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(item.Length);
        item.CopyTo(buffer);
        _items.Enqueue(new ArraySegment<byte>(buffer, 0, item.Length));
    }

    /// <summary>Takes the first item; there is one, and it fits.</summary>
    public int Dequeue(Span<byte> destination)
    {
        var item = _items.Dequeue();
        item.AsSpan().CopyTo(destination);
        ArrayPool<byte>.Shared.Return(item.Array!);
        return item.Count;
    }

    public void Clear()
    {
        while (_items.TryDequeue(out var item))
        {
            ArrayPool<byte>.Shared.Return(item.Array!);
        }
    }
}
