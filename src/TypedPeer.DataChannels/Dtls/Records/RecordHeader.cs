using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Dtls.Records;

/// <summary>The thirteen bytes in front of every record (RFC 6347 section 4.1).</summary>
/// <param name="Type">What it carries.</param>
/// <param name="Version">The version on the wire.</param>
/// <param name="Epoch">0 before ChangeCipherSpec, 1 after.</param>
/// <param name="Sequence">The 48-bit number within the epoch.</param>
/// <param name="Length">The bytes that follow.</param>
internal readonly record struct RecordHeader(ContentType Type, ushort Version, ushort Epoch, ulong Sequence, int Length)
{
    /// <summary>The length of the header.</summary>
    public const int Size = 13;

    /// <summary>DTLS 1.2 on the wire.</summary>
    public const ushort Dtls12 = 0xFEFD;

    /// <summary>DTLS 1.0, which hellos may carry as their record version.</summary>
    public const ushort Dtls10 = 0xFEFF;

    /// <summary>The largest number; the one after it would be a repetition.</summary>
    public const ulong MaxSequence = (1UL << 48) - 1;

    /// <summary>The most bytes a record may carry unprotected, and the most protection may add (RFC 5246 section 6.2).</summary>
    public const int MaxPlaintextLength = 1 << 14;

    /// <summary>The longest body of a record.</summary>
    public const int MaxBodyLength = MaxPlaintextLength + 2048;

    /// <summary>Gets epoch and number as the 64 bits that authenticate the record.</summary>
    public ulong EpochAndSequence => ((ulong)Epoch << 48) | Sequence;

    /// <summary>Reads a header; false if there is none, or its body is not all there.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RecordHeader header)
    {
        header = default;
        if (datagram.Length < Size)
        {
            return false;
        }

        var number = BinaryPrimitives.ReadUInt64BigEndian(datagram[3..]);
        header = new RecordHeader(
            (ContentType)datagram[0],
            BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]),
            (ushort)(number >> 48),
            number & MaxSequence,
            BinaryPrimitives.ReadUInt16BigEndian(datagram[11..]));
        return header.Length <= datagram.Length - Size && header.Length <= MaxBodyLength;
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(destination[3..], EpochAndSequence);
        BinaryPrimitives.WriteUInt16BigEndian(destination[11..], (ushort)Length);
    }
}
