using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>The checksum of SCTP packets (RFC 9260 appendix A): CRC32C, by the processor's instruction where there is one.</summary>
internal static class Crc32C
{
    private const int ChecksumOffset = 8;

    /// <summary>Three lanes of this length cover what a full packet has behind its header.</summary>
    private const int LaneWords = 48;

    private static readonly uint[] Passed = MakePassed();

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
            var words = MemoryMarshal.Cast<byte, ulong>(data);
            while (words.Length >= 3 * LaneWords)
            {
                crc = UpdateThreeLanes(crc, words);
                words = words[(3 * LaneWords)..];
            }

            foreach (var word in words)
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

    /// <summary>
    /// The instruction's result is ready three cycles later, yet one can start in every cycle: three lanes at once take a third of
    /// the time. The checksum is linear, so lanes are joined by moving one past the length of the next.
    /// </summary>
    private static uint UpdateThreeLanes(uint crc, ReadOnlySpan<ulong> words)
    {
        var first = words[..LaneWords];
        var second = words.Slice(LaneWords, LaneWords);
        var third = words.Slice(2 * LaneWords, LaneWords);
        uint crcOfSecond = 0, crcOfThird = 0;
        for (var i = 0; i < LaneWords; i++)
        {
            crc = BitOperations.Crc32C(crc, first[i]);
            crcOfSecond = BitOperations.Crc32C(crcOfSecond, second[i]);
            crcOfThird = BitOperations.Crc32C(crcOfThird, third[i]);
        }

        return PassLane(PassLane(crc) ^ crcOfSecond) ^ crcOfThird;
    }

    /// <summary>What the checksum becomes after as many zeros as a lane has bytes.</summary>
    private static uint PassLane(uint crc) =>
        Passed[crc & 0xFF] ^ Passed[256 + ((crc >> 8) & 0xFF)] ^ Passed[512 + ((crc >> 16) & 0xFF)] ^ Passed[768 + (crc >> 24)];

    private static uint[] MakePassed()
    {
        var passed = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var i = 0; i < LaneWords; i++)
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            var table = passed.AsSpan(bit / 8 * 256, 256);
            for (var value = 0; value < 256; value++)
            {
                table[value] ^= (value >> (bit % 8) & 1) == 0 ? 0 : crc;
            }
        }

        return passed;
    }
}
