using System.Globalization;
using MemoryPack;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.MemoryPackTests.Emitted;

/// <summary>Random values: what our codecs write the package reads, and the other way round.</summary>
public sealed class TwinTests
{
    private static readonly Type Codec = Codecs.Of(typeof(ITwins), "Order");

    [Fact]
    public void The_package_and_our_codec_read_each_others_bytes()
    {
        var write = Codecs.Writer<OurOrder>(Codec);
        var read = Codecs.Reader<OurOrder>(Codec);
        for (var seed = 0; seed < 500; seed++)
        {
            var ours = MakeOrder(new Random(seed));
            var bytes = write(ours);

            var theirs = MemoryPackSerializer.Deserialize<TheirOrder>(bytes)!;
            Assert.True(Describe(ours) == Describe(theirs), string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
            var back = MemoryPackSerializer.Serialize(theirs);
            Assert.True(bytes.AsSpan().SequenceEqual(back), string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
            Assert.Equal(Describe(ours), Describe(read(back)));
        }
    }

    private static OurOrder MakeOrder(Random random) => new()
    {
        Id = random.Next(int.MinValue, int.MaxValue),
        Customer = MakeText(random),
        Total = new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
        Placed = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)random.Next(2)),
        Shipped = random.Next(2) == 0 ? null : new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay * 100, TimeSpan.TicksPerDay * 700_000), TimeSpan.FromMinutes(random.Next(-840, 841))),
        Key = new Guid(MakeBytes(random, 16)),
        Lines = random.Next(4) == 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => new OurLine(MakeText(random) ?? "-", (short)random.Next(short.MinValue, short.MaxValue), random.Next(2) == 0))],
        Tags = random.Next(4) == 0 ? null : Enumerable.Range(0, random.Next(5)).ToDictionary(i => $"tag {i}", _ => random.Next()),
        Weights = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(3) == 0 ? null : (double?)random.NextDouble())],
        Seal = random.Next(4) == 0 ? null : MakeBytes(random, random.Next(40)),
        Color = (TwinColor)random.Next(3),
    };

    private static string? MakeText(Random random)
    {
        string[] parts = ["a", "\u00E9", "\u4E2D", "\U0001F30D", "\0", " "];
        return random.Next(5) == 0 ? null : string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
    }

    private static byte[] MakeBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Describe(OurOrder order) => Describe(
        order.Id, order.Customer, order.Total, order.Placed, order.Shipped, order.Key, order.Lines?.Select(line => (line.Product, line.Count, line.IsGift)), order.Tags, order.Weights, order.Seal, order.Color);

    private static string Describe(TheirOrder order) => Describe(
        order.Id, order.Customer, order.Total, order.Placed, order.Shipped, order.Key, order.Lines?.Select(line => (line.Product, line.Count, line.IsGift)), order.Tags, order.Weights, order.Seal, order.Color);

    private static string Describe(
        int id, string? customer, decimal total, DateTime placed, DateTimeOffset? shipped, Guid key,
        IEnumerable<(string Product, short Count, bool IsGift)>? lines, Dictionary<string, int>? tags, List<double?> weights, byte[]? seal, TwinColor color) =>
        string.Join(
            '|',
            id, customer ?? "null", total, $"{placed:O}{placed.Kind}", shipped?.ToString("O"), key,
            lines is null ? "null" : string.Join(',', lines),
            tags is null ? "null" : string.Join(',', tags),
            string.Join(',', weights),
            seal is null ? "null" : Convert.ToHexString(seal),
            color);
}
