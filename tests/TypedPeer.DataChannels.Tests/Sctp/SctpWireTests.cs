using System.Text;
using TypedPeer.DataChannels.Sctp.Receiving;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Tests.Sctp;

public class SctpWireTests
{
    [Fact]
    public void The_checksum_is_the_one_the_standard_names()
    {
        // The check value of CRC-32C, and RFC 3720 appendix B.4.
        Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
    }

    [Fact]
    public void The_checksum_in_lanes_equals_the_one_bit_by_bit_at_every_length()
    {
        var data = new byte[2500];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length += length < 40 ? 1 : 13)
        {
            Assert.Equal(BitByBit(data.AsSpan(0, length)), Crc32C.Of(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_checksum_of_a_packet_takes_its_own_field_for_zero()
    {
        var packet = new byte[1200];
        new Random(2).NextBytes(packet);
        var checksum = Crc32C.OfPacket(packet);
        packet.AsSpan(8, 4).Clear();
        Assert.Equal(BitByBit(packet), checksum);
    }

    [Fact]
    public void Serial_numbers_compare_across_the_wrap()
    {
        Assert.True(SerialNumber.IsBefore(uint.MaxValue, 0));
        Assert.True(SerialNumber.IsAfter(5, uint.MaxValue - 5));
        Assert.False(SerialNumber.IsBefore(7, 7));
        Assert.True(SerialNumber.IsBefore((ushort)65535, (ushort)0));
    }

    /// <summary>The map of received TSNs against a plain set, at random, around the wrap.</summary>
    [Fact]
    public void The_map_of_received_numbers_agrees_with_a_plain_set()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var first = uint.MaxValue - (uint)random.Next(2000);
            var map = new SctpTsnMap(first);
            var came = new HashSet<uint>();
            var cumulative = first - 1;
            for (var i = 0; i < 400; i++)
            {
                var tsn = cumulative + 1 + (uint)(random.Next(20) == 0 ? random.Next(60_000) : random.Next(150));
                Assert.Equal(came.Contains(tsn), map.Contains(tsn));
                if (random.Next(30) == 0)
                {
                    map.AdvanceTo(tsn);
                    for (var skipped = cumulative + 1; skipped != tsn + 1; skipped++)
                    {
                        came.Add(skipped);
                    }
                }
                else if (came.Add(tsn))
                {
                    map.Add(tsn);
                }

                while (came.Contains(cumulative + 1))
                {
                    cumulative++;
                }

                Assert.Equal(cumulative, map.Cumulative);
            }

            AssertGaps(map, came, cumulative);
        }
    }

    private static void AssertGaps(SctpTsnMap map, HashSet<uint> came, uint cumulative)
    {
        var blocks = new byte[65536];
        var count = map.WriteGaps(blocks);
        var reported = new HashSet<uint>();
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            var start = (blocks[4 * i] << 8) | blocks[(4 * i) + 1];
            var end = (blocks[(4 * i) + 2] << 8) | blocks[(4 * i) + 3];
            Assert.True(start > last + 1 && end >= start);
            last = end;
            for (var offset = start; offset <= end; offset++)
            {
                reported.Add(cumulative + (uint)offset);
            }
        }

        Assert.Equal(came.Where(t => SerialNumber.IsAfter(t, cumulative)).ToHashSet(), reported);
    }

    private static uint BitByBit(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78u);
            }
        }

        return ~crc;
    }
}
