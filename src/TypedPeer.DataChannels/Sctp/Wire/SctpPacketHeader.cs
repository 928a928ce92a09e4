using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>The common header of a received packet (RFC 9260 section 3.1).</summary>
internal readonly record struct SctpPacketHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    /// <summary>
    /// Reads the header; false when the packet is too short to hold a chunk, or its checksum is wrong. Zero in its place is right:
    /// every INIT of ours allows it, but not in INIT and COOKIE ECHO, whose sender may not know that (RFC 9653 section 5).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpPacketHeader header)
    {
        header = default;
        if (packet.Length < SctpPacketWriter.HeaderSize + SctpChunk.HeaderSize
            || !IsIntact(packet, BinaryPrimitives.ReadUInt32LittleEndian(packet[8..])))
        {
            return false;
        }

        header = new SctpPacketHeader(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        return true;
    }

    private static bool IsIntact(ReadOnlySpan<byte> packet, uint checksum) =>
        (checksum == 0 && packet[SctpPacketWriter.HeaderSize] is not (SctpChunkType.Init or SctpChunkType.CookieEcho))
        || checksum == Crc32C.OfPacket(packet);
}
