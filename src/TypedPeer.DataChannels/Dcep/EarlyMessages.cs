using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// Messages on streams that are no channel yet: an unordered message may overtake its channel's OPEN, and a negotiated channel
/// may be used by the peer before it is created here. A few are kept; the rest is dropped, as RFC 8831 allows.
/// </summary>
internal sealed class EarlyMessages
{
    private const int MaxCount = 64;
    private const int MaxBytes = 256 * 1024;
    private readonly List<Item> _items = [];
    private int _bytes;

    /// <summary>Keeps a message, or returns its buffer to the pool when there is no room.</summary>
    public void Keep(ushort stream, uint payloadProtocol, byte[] rented, int length)
    {
        if (_items.Count == MaxCount || _bytes + length > MaxBytes)
        {
            SctpMessagePool.Return(rented);
            return;
        }

        _items.Add(new Item(stream, payloadProtocol, rented, length));
        _bytes += length;
    }

    /// <summary>Takes the oldest message of a stream.</summary>
    public bool TryTake(ushort stream, out Item item)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Stream == stream)
            {
                item = _items[i];
                _items.RemoveAt(i);
                _bytes -= item.Length;
                return true;
            }
        }

        item = default;
        return false;
    }

    /// <summary>Drops the messages of a stream.</summary>
    public void Drop(ushort stream)
    {
        while (TryTake(stream, out var item))
        {
            SctpMessagePool.Return(item.Buffer);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var item in _items)
        {
            SctpMessagePool.Return(item.Buffer);
        }

        _items.Clear();
        _bytes = 0;
    }

    internal readonly record struct Item(ushort Stream, uint PayloadProtocol, byte[] Buffer, int Length);
}
