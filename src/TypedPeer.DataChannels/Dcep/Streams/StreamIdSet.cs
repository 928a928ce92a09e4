namespace TypedPeer.DataChannels.Dcep.Streams;

/// <summary>A set of stream ids: one bit each, so that no choice of ids makes it large or slow.</summary>
internal sealed class StreamIdSet
{
    private const int Words = (ushort.MaxValue + 1) / 64;
    private ulong[]? _bits;

    /// <summary>Tells whether the id is in the set.</summary>
    public bool Contains(ushort id) => _bits is not null && (_bits[id >> 6] & Bit(id)) != 0;

    /// <summary>Puts an id into the set.</summary>
    public void Add(ushort id) => (_bits ??= new ulong[Words])[id >> 6] |= Bit(id);

    /// <summary>Takes an id out of the set; false when it was not in.</summary>
    public bool Remove(ushort id)
    {
        if (!Contains(id))
        {
            return false;
        }

        _bits![id >> 6] &= ~Bit(id);
        return true;
    }

    private static ulong Bit(ushort id) => 1UL << (id & 63);
}
