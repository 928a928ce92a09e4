using System.Text.Json.Serialization;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>An everyday object: text, numbers, times, a list of objects and a dictionary.</summary>
public sealed class Order
{
    public int Id { get; set; }

    public string Customer { get; set; } = string.Empty;

    public Guid Key { get; set; }

    public DateTimeOffset Placed { get; set; }

    public decimal Total { get; set; }

    public bool IsPaid { get; set; }

    public List<OrderLine> Lines { get; set; } = [];

    public Dictionary<string, int> Tags { get; set; } = [];

    public static Order Create() => new()
    {
        Id = 4711,
        Customer = "Ada Lovelace, 12 St James's Square",
        Key = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Placed = new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.FromHours(1)),
        Total = 1234.56m,
        IsPaid = true,
        Lines = [.. Enumerable.Range(1, 10).Select(i => new OrderLine { Product = $"Part number {i}", Count = i, Price = i * 1.5 })],
        Tags = new(StringComparer.Ordinal) { ["priority"] = 2, ["batch"] = 77, ["region"] = 49 },
    };
}

/// <summary>One line of it.</summary>
public sealed class OrderLine
{
    public string Product { get; set; } = string.Empty;

    public int Count { get; set; }

    public double Price { get; set; }
}

/// <summary>Many numbers at once, as a sensor sends them.</summary>
public sealed class Samples
{
    public long First { get; set; }

    public double[] Values { get; set; } = [];

    public static Samples Create() => new() { First = 638_000_000_000_000_000, Values = [.. Enumerable.Range(0, 256).Select(i => Math.Sin(i) * 1000)] };
}

/// <summary>Makes the generator write their codecs.</summary>
[PeerContract]
public partial interface ICodecContract
{
    ValueTask<Order> Order(Order value);

    ValueTask<Samples> Samples(Samples value);
}

/// <summary>Makes System.Text.Json generate its serializers for them.</summary>
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Samples))]
internal sealed partial class JsonContext : JsonSerializerContext;
