using MemoryPack;

namespace TypedPeer.MemoryPackTests.Emitted;

/// <summary>A type whose codec is ours.</summary>
public sealed class OurOrder
{
    public int Id { get; set; }

    public string? Customer { get; set; }

    public decimal Total { get; set; }

    public DateTime Placed { get; set; }

    public DateTimeOffset? Shipped { get; set; }

    public Guid Key { get; set; }

    public OurLine[]? Lines { get; set; }

    public Dictionary<string, int>? Tags { get; set; }

    public List<double?> Weights { get; set; } = [];

    public byte[]? Seal { get; set; }

    public TwinColor Color { get; set; }
}

/// <summary>Likewise.</summary>
public readonly record struct OurLine(string Product, short Count, bool IsGift);

/// <summary>The same members, as the package writes them.</summary>
[MemoryPackable]
public sealed partial class TheirOrder
{
    public int Id { get; set; }

    public string? Customer { get; set; }

    public decimal Total { get; set; }

    public DateTime Placed { get; set; }

    public DateTimeOffset? Shipped { get; set; }

    public Guid Key { get; set; }

    public TheirLine[]? Lines { get; set; }

    public Dictionary<string, int>? Tags { get; set; }

    public List<double?> Weights { get; set; } = [];

    public byte[]? Seal { get; set; }

    public TwinColor Color { get; set; }
}

/// <summary>Likewise.</summary>
[MemoryPackable]
public readonly partial record struct TheirLine(string Product, short Count, bool IsGift);

/// <summary>Shared by both.</summary>
public enum TwinColor : short
{
    None,
    Red,
    Green,
}

/// <summary>Makes the generator write a codec for ours.</summary>
[PeerContract]
public partial interface ITwins
{
    ValueTask<OurOrder> Order(OurOrder value);
}
