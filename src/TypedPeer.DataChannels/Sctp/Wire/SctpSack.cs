using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>A SACK chunk as received (RFC 9260 section 3.3.4); the counts were checked against its length.</summary>
internal readonly ref struct SctpSack
{
    public const int FixedSize = 12;
    private readonly ReadOnlySpan<byte> _value;

    private SctpSack(ReadOnlySpan<byte> value) => _value = value;

    public uint CumulativeTsn => BinaryPrimitives.ReadUInt32BigEndian(_value);

    public uint Window => BinaryPrimitives.ReadUInt32BigEndian(_value[4..]);

    public int GapCount => BinaryPrimitives.ReadUInt16BigEndian(_value[8..]);

    public int DuplicateCount => BinaryPrimitives.ReadUInt16BigEndian(_value[10..]);

    public static bool TryRead(ReadOnlySpan<byte> value, out SctpSack sack)
    {
        sack = default;
        if (value.Length < FixedSize)
        {
            return false;
        }

        sack = new SctpSack(value);
        return FixedSize + (4 * (sack.GapCount + sack.DuplicateCount)) <= value.Length;
    }

    /// <summary>Gets one gap block, as offsets from the cumulative TSN.</summary>
    public (ushort Start, ushort End) GetGap(int index)
    {
        var gap = BinaryPrimitives.ReadUInt32BigEndian(_value[(FixedSize + (4 * index))..]);
        return ((ushort)(gap >> 16), (ushort)gap);
    }

    /// <summary>
    /// Whether the gap blocks ascend, do not touch one another's TSNs, and lie within what was sent.
    /// </summary>
    /// <param name="outstanding">How many TSNs after the cumulative one were sent.</param>
    public bool AreGapsValid(int outstanding)
    {
        var last = 0;
        for (var i = 0; i < GapCount; i++)
        {
            var (start, end) = GetGap(i);
            if (start <= last || end < start || end > outstanding)
            {
                return false;
            }

            last = end;
        }

        return true;
    }
}
