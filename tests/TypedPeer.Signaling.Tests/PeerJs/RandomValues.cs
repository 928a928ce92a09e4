using System.Text;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>Values as applications have them, with every edge of the format among them.</summary>
internal static class RandomValues
{
    private static readonly long[] Edges =
    [
        0, 1, -1, -32, -33, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535, 65536, -32768, -32769, int.MaxValue, int.MinValue, int.MinValue - 1L, uint.MaxValue, uint.MaxValue + 1L,
        (1L << 53) - 1, -(1L << 53) + 1, 1L << 40, -(1L << 40) - 1,
    ];

    private static readonly int[] Lengths = [0, 1, 15, 16, 17, 255, 256, 300];

    public static PeerData Next(Random random, int depth = 5) => random.Next(depth > 0 ? 11 : 8) switch
    {
        0 => PeerData.Null,
        1 => random.Next(2) == 0,
        2 => Edges[random.Next(Edges.Length)],
        3 => random.NextInt64(-(1L << 53), 1L << 53) >> random.Next(53),
        4 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
        5 => Text(random),
        6 => Bytes(random, Lengths[random.Next(Lengths.Length)]),
        7 => random.Next(20) == 0 ? Bytes(random, random.Next(60_000, 70_000)) : random.Next(100),
        8 => PeerData.FromArray([.. Enumerable.Range(0, Count(random)).Select(_ => Next(random, depth - 1))]),
        _ => PeerData.FromObject([.. Enumerable.Range(0, Count(random)).Select(i => ($"k{i}{Text(random)}", Next(random, depth - 1)))]),
    };

    public static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int Count(Random random) => random.Next(8) == 0 ? random.Next(14, 20) : random.Next(5);

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = Lengths[random.Next(random.Next(3) == 0 ? Lengths.Length : 4)]; left > 0; left--)
        {
            text.Append(random.Next(6) switch
            {
                0 => new Rune(random.Next(0x80, 0x800)).ToString(),
                1 => new Rune(random.Next(0x800, 0xd800)).ToString(),
                2 => new Rune(random.Next(0x10000, 0x110000)).ToString(),
                _ => ((char)random.Next(0x20, 0x7f)).ToString(),
            });
        }

        return text.ToString();
    }
}
