using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// Messages on streams that are no channel yet: the peer may use a negotiated channel before it is created here, and an unordered
/// message may overtake its channel's OPEN. They are kept within a bound on what they really hold; the owner makes room by
/// refusing the stream that holds most, so that strays keep nothing from those that come later.
/// </summary>
internal sealed class EarlyMessages(int maxBytes)
{
    /// <summary>What a stream takes beside its messages.</summary>
    private const int StreamOverhead = 256;

    private readonly Dictionary<int, Stray> _streams = [];

    /// <summary>Gets what is held, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Tells whether a message in this buffer fits.</summary>
    public bool HasRoomFor(byte[] rented) => Bytes + StreamOverhead + MessageCost.Of(rented) <= maxBytes;

    /// <summary>
    /// Finds the streams that hold most, if this message were kept, down to where a quarter is free: so much that the search, which looks
    /// at all of them, is made once for many messages.
    /// </summary>
    public List<ushort> FindLargest(ushort stream, byte[] rented)
    {
        var cost = MessageCost.Of(rented);
        var streams = _streams.Select(pair => (Id: (ushort)pair.Key, Bytes: pair.Value.Bytes + (pair.Key == stream ? cost : 0))).ToList();
        var held = Bytes + cost;
        if (!_streams.ContainsKey(stream))
        {
            streams.Add((stream, StreamOverhead + cost));
            held += StreamOverhead;
        }

        streams.Sort(static (left, right) => right.Bytes.CompareTo(left.Bytes));
        var largest = new List<ushort>();
        foreach (var (id, bytes) in streams)
        {
            if (held <= maxBytes - (maxBytes / 4))
            {
                break;
            }

            largest.Add(id);
            held -= bytes;
        }

        return largest;
    }

    /// <summary>Keeps a message.</summary>
    public void Keep(ushort stream, uint payloadProtocol, byte[] rented, int length)
    {
        if (!_streams.TryGetValue(stream, out var stray))
        {
            stray = new Stray();
            _streams.Add(stream, stray);
            Count(stray, StreamOverhead);
        }

        stray.Items.Enqueue(new Item(payloadProtocol, rented, length));
        stray.EndsWithReset = false;
        Count(stray, MessageCost.Of(rented));
    }

    /// <summary>The peer reset a stream: what came on it before belongs to a channel that has ended, what comes later to another.</summary>
    public void MarkReset(ushort stream)
    {
        if (_streams.TryGetValue(stream, out var stray) && !stray.EndsWithReset)
        {
            stray.Items.Enqueue(default);
            stray.Resets++;
            stray.EndsWithReset = true;
            Count(stray, MessageCost.Overhead);
        }
    }

    /// <summary>Takes the oldest message of a stream, or the mark of its reset, which has no buffer.</summary>
    public bool TryTake(ushort stream, out Item item)
    {
        if (!_streams.TryGetValue(stream, out var stray))
        {
            item = default;
            return false;
        }

        item = stray.Items.Dequeue();
        stray.Resets -= item.Buffer is null ? 1 : 0;
        Count(stray, item.Buffer is null ? -MessageCost.Overhead : -MessageCost.Of(item.Buffer));
        RemoveIfEmpty(stream, stray);
        return true;
    }

    /// <summary>Takes an OPEN that had to wait, also from behind messages that overtook it.</summary>
    public bool TryTakeOpen(ushort stream, out Item open)
    {
        open = default;
        if (!_streams.TryGetValue(stream, out var stray))
        {
            return false;
        }

        for (var left = stray.Items.Count; left > 0; left--)
        {
            // Every item goes once round the queue, or is the one.
            var item = stray.Items.Dequeue();
            if (open.Buffer is null && item is { Buffer: not null, PayloadProtocol: PayloadProtocol.Dcep })
            {
                open = item;
                Count(stray, -MessageCost.Of(item.Buffer));
            }
            else
            {
                stray.Items.Enqueue(item);
            }
        }

        RemoveIfEmpty(stream, stray);
        return open.Buffer is not null;
    }

    /// <summary>Drops what came before the stream's last reset.</summary>
    public void DropEnded(ushort stream)
    {
        while (_streams.TryGetValue(stream, out var stray) && stray.Resets > 0 && TryTake(stream, out var item))
        {
            Free(item);
        }
    }

    /// <summary>Drops the messages of a stream.</summary>
    public void Drop(ushort stream)
    {
        while (TryTake(stream, out var item))
        {
            Free(item);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var (_, stray) in _streams)
        {
            foreach (var item in stray.Items)
            {
                Free(item);
            }
        }

        _streams.Clear();
        Bytes = 0;
    }

    private static void Free(in Item item)
    {
        if (item.Buffer is { } buffer)
        {
            SctpMessagePool.Return(buffer);
        }
    }

    private void RemoveIfEmpty(ushort stream, Stray stray)
    {
        if (stray.Items.Count == 0)
        {
            _streams.Remove(stream);
            Bytes -= StreamOverhead;
        }
    }

    private void Count(Stray stray, long bytes)
    {
        stray.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>A message, or the mark of a reset.</summary>
    internal readonly record struct Item(uint PayloadProtocol, byte[]? Buffer, int Length);

    private sealed class Stray
    {
        public Queue<Item> Items { get; } = new();

        public long Bytes { get; set; }

        /// <summary>Gets or sets how many marks are among the items.</summary>
        public int Resets { get; set; }

        /// <summary>Gets or sets whether the last item is a mark: another one would say nothing more.</summary>
        public bool EndsWithReset { get; set; }
    }
}
