using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>The common header of a received packet (RFC 9260 section 3.1).</summary>
internal readonly record struct SctpPacketHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    /// <summary>Reads the header; false when the packet is too short to hold a chunk, or its checksum is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpPacketHeader header)
    {
        header = default;
        if (packet.Length < SctpPacketWriter.HeaderSize + SctpChunk.HeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(packet[8..]) != Crc32C.OfPacket(packet))
        {
            return false;
        }

        header = new SctpPacketHeader(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        return true;
    }
}
