namespace TypedPeer.Generators.Tests.Golden;

// The types behind tests/vectors/memorypack-more.tsv that memorypack.tsv lacks, as its README lists them.
public enum LongEnum : long
{
    Min = long.MinValue,
    Max = long.MaxValue,
}

public struct DeepU
{
    public byte A;
    public NestU N;
    public bool B;
}

public sealed class Branch
{
    public int Id { get; set; }

    public Branch? Next { get; set; }

    public List<Branch>? Children { get; set; }
}

[PeerTolerant]
public sealed class TolAll
{
    [PeerOrder(0)]
    public int[]? Numbers { get; set; }

    [PeerOrder(1)]
    public IShape? Shape { get; set; }

    [PeerOrder(2)]
    public TolV1? Inner { get; set; }

    [PeerOrder(4)]
    public string? Text { get; set; }

    [PeerOrder(5)]
    public int? Maybe { get; set; }
}

public sealed class TwentyMembers
{
    public int M1 { get; set; }

    public int M2 { get; set; }

    public int M3 { get; set; }

    public int M4 { get; set; }

    public int M5 { get; set; }

    public int M6 { get; set; }

    public int M7 { get; set; }

    public int M8 { get; set; }

    public int M9 { get; set; }

    public int M10 { get; set; }

    public int M11 { get; set; }

    public int M12 { get; set; }

    public int M13 { get; set; }

    public int M14 { get; set; }

    public int M15 { get; set; }

    public int M16 { get; set; }

    public int M17 { get; set; }

    public int M18 { get; set; }

    public int M19 { get; set; }

    public int M20 { get; set; }
}
