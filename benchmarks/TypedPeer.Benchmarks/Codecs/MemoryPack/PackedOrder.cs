using MemoryPack;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>The same members as <see cref="Order"/>, as MemoryPack writes them: the bytes are the same too.</summary>
[MemoryPackable]
public sealed partial class PackedOrder
{
    public int Id { get; set; }

    public string Customer { get; set; } = string.Empty;

    public Guid Key { get; set; }

    public DateTimeOffset Placed { get; set; }

    public decimal Total { get; set; }

    public bool IsPaid { get; set; }

    public List<PackedLine> Lines { get; set; } = [];

    public Dictionary<string, int> Tags { get; set; } = [];
}

/// <summary>The same as <see cref="OrderLine"/>.</summary>
[MemoryPackable]
public sealed partial class PackedLine
{
    public string Product { get; set; } = string.Empty;

    public int Count { get; set; }

    public double Price { get; set; }
}

/// <summary>The same as <see cref="Samples"/>.</summary>
[MemoryPackable]
public sealed partial class PackedSamples
{
    public long First { get; set; }

    public double[] Values { get; set; } = [];
}
