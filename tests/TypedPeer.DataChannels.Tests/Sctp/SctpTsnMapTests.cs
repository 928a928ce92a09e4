using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Receiving;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>The ring of received TSNs against a set that says the same.</summary>
public class SctpTsnMapTests
{
    [Theory]
    [InlineData(1_000u)]
    [InlineData(0xFFFF_8000u)]
    public void A_long_run_behind_a_gap_is_told_of_in_few_steps(uint initial)
    {
        var map = new SctpTsnMap(initial);
        for (var ahead = 1u; ahead < SctpTsnMap.Reach; ahead++)
        {
            map.Add(initial + ahead);
        }

        var before = map.Steps;
        Span<byte> blocks = stackalloc byte[16];
        Assert.Equal(1, map.WriteGaps(blocks));
        Assert.Equal((2, SctpTsnMap.Reach), (BinaryPrimitives.ReadUInt16BigEndian(blocks), BinaryPrimitives.ReadUInt16BigEndian(blocks[2..])));
        Assert.InRange(map.Steps - before, 1, 32);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(63u)]
    [InlineData(0xFFFF_FFE0u)]
    public void Whatever_comes_and_is_passed_the_ring_says_what_a_set_says(uint initial)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var map = new SctpTsnMap(initial);
            var cumulative = (long)initial - 1;
            var come = new SortedSet<long>();
            for (var i = 0; i < 300; i++)
            {
                var span = random.Next(3) switch { 0 => 10, 1 => 500, _ => SctpTsnMap.Reach };
                var tsn = cumulative + random.Next(1, span + 1);
                if (random.Next(20) == 0)
                {
                    map.AdvanceTo((uint)tsn);
                    come.RemoveWhere(number => number <= tsn);
                    cumulative = tsn;
                }
                else
                {
                    // Long runs are rare, and make whole words of the ring full.
                    var last = Math.Min(tsn + (random.Next(20) == 0 ? random.Next(3000) : 0), cumulative + SctpTsnMap.Reach);
                    for (; tsn <= last; tsn++)
                    {
                        Assert.Equal(come.Contains(tsn), map.Contains((uint)tsn));
                        if (tsn > cumulative && come.Add(tsn))
                        {
                            map.Add((uint)tsn);
                        }
                    }
                }

                while (come.Remove(cumulative + 1))
                {
                    cumulative++;
                }

                Assert.Equal(((uint)cumulative, (uint)(come.Count == 0 ? cumulative : come.Max)), (map.Cumulative, map.Highest));
            }

            Assert.Equal(Gaps(come, cumulative), Gaps(map));
        }
    }

    private static List<(int Start, int End)> Gaps(SortedSet<long> come, long cumulative)
    {
        var gaps = new List<(int Start, int End)>();
        foreach (var number in come.Select(tsn => (int)(tsn - cumulative)))
        {
            if (gaps.Count > 0 && gaps[^1].End == number - 1)
            {
                gaps[^1] = (gaps[^1].Start, number);
            }
            else
            {
                gaps.Add((number, number));
            }
        }

        return gaps;
    }

    private static List<(int Start, int End)> Gaps(SctpTsnMap map)
    {
        var bytes = new byte[4 * 1000];
        var count = map.WriteGaps(bytes);
        return [.. Enumerable.Range(0, count).Select(i => ((int)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4 * i)), (int)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan((4 * i) + 2))))];
    }
}
