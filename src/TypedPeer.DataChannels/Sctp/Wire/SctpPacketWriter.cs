using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>Builds one packet in the caller's memory: common header (RFC 9260 section 3.1), then chunks, each padded to four bytes.</summary>
internal ref struct SctpPacketWriter
{
    public const int HeaderSize = 12;

    private readonly Span<byte> _packet;
    private int _length;

    public SctpPacketWriter(Span<byte> packet)
    {
        _packet = packet;
        _length = HeaderSize;
    }

    /// <summary>Gets whether no chunk was added.</summary>
    public readonly bool IsEmpty => _length == HeaderSize;

    /// <summary>Gets how many bytes of chunks, headers included, still fit.</summary>
    public readonly int Remaining => (_packet.Length - _length) & ~3;

    /// <summary>Gets everything that is left, for a chunk whose length is known only once it is written; <see cref="Commit"/> adds it.</summary>
    public readonly Span<byte> Free => _packet.Slice(_length, Remaining);

    /// <summary>Gets what was written so far.</summary>
    public readonly ReadOnlySpan<byte> Packet => _packet[.._length];

    /// <summary>Adds a chunk and returns the place of its value, which the caller fills wholly. The caller has checked that it fits.</summary>
    public Span<byte> AddChunk(byte type, byte flags, int valueLength)
    {
        var length = SctpChunk.HeaderSize + valueLength;
        var chunk = _packet.Slice(_length, (length + 3) & ~3);
        BinaryPrimitives.WriteUInt32BigEndian(chunk, ((uint)type << 24) | ((uint)flags << 16) | (uint)length);
        if ((length & 3) != 0)
        {
            chunk[length..].Clear();
        }

        _length += chunk.Length;
        return chunk.Slice(SctpChunk.HeaderSize, valueLength);
    }

    /// <summary>Adds what the caller wrote to the start of <see cref="Free"/>; a multiple of four bytes.</summary>
    public void Commit(int length) => _length += length;

    /// <summary>Writes the common header with the checksum and returns the packet's length.</summary>
    /// <param name="sourcePort">Our port.</param>
    /// <param name="destinationPort">The peer's.</param>
    /// <param name="verificationTag">The peer's tag.</param>
    /// <param name="omitsChecksum">Whether zero stands in its place, which a peer has to allow (RFC 9653).</param>
    public readonly int Finish(ushort sourcePort, ushort destinationPort, uint verificationTag, bool omitsChecksum = false)
    {
        var packet = _packet[.._length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], verificationTag);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], omitsChecksum ? 0 : Crc32C.OfPacket(packet));
        return _length;
    }
}
