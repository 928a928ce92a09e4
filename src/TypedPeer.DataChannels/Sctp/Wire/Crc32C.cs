using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>The checksum of SCTP packets (RFC 9260 appendix A): CRC32C, by the processor's instruction where there is one.</summary>
internal static class Crc32C
{
    private const int ChecksumOffset = 8;

    /// <summary>Computes the checksum of a packet as if its checksum field were zero.</summary>
    public static uint OfPacket(ReadOnlySpan<byte> packet)
    {
        var crc = Update(uint.MaxValue, packet[..ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Update(crc, packet[(ChecksumOffset + sizeof(uint))..]);
    }

    /// <summary>Computes the CRC32C of any bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> data) => ~Update(uint.MaxValue, data);

    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        if (BitConverter.IsLittleEndian)
        {
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
            {
                crc = BitOperations.Crc32C(crc, word);
            }

            data = data[(data.Length & ~7)..];
        }

        while (data.Length >= sizeof(uint))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(data));
            data = data[sizeof(uint)..];
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
