using MemoryPack;

namespace TypedPeer.MemoryPackTests.Golden;

// The types behind tests/vectors/memorypack.tsv as the package itself wants them: its README lists them.
public enum Color
{
    Red,
    Green,
    Blue,
}

public enum ByteEnum : byte
{
    A,
    B,
}

[MemoryPackable]
public sealed partial class Person
{
    public string? Name { get; set; }

    public int Age { get; set; }
}

[MemoryPackable]
public sealed partial record Rec(int Id, string Text, List<Person> People);

public struct PointU
{
    public int X;
    public double Y;
}

public struct PadU
{
    public byte A;
    public int B;
    public short C;
}

public struct BoolU
{
    public bool F;
    public byte B;
    public int I;
}

[MemoryPackable]
public partial struct MStruct
{
    public string? S { get; set; }

    public int I { get; set; }
}

[MemoryPackable]
[MemoryPackUnion(0, typeof(Circle))]
[MemoryPackUnion(1, typeof(Square))]
public partial interface IShape;

[MemoryPackable]
public sealed partial class Circle : IShape
{
    public double R { get; set; }
}

[MemoryPackable]
public sealed partial class Square : IShape
{
    public int Side { get; set; }

    public string? Note { get; set; }
}

[MemoryPackable]
[MemoryPackUnion(250, typeof(WideA))]
[MemoryPackUnion(300, typeof(WideB))]
public partial interface IWide;

[MemoryPackable]
public sealed partial class WideA : IWide
{
    public int X { get; set; }
}

[MemoryPackable]
public sealed partial class WideB : IWide
{
    public string? Y { get; set; }
}

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class TolV1
{
    [MemoryPackOrder(0)]
    public int A { get; set; }

    [MemoryPackOrder(1)]
    public string? B { get; set; }
}

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class TolV2
{
    [MemoryPackOrder(0)]
    public int A { get; set; }

    [MemoryPackOrder(1)]
    public string? B { get; set; }

    [MemoryPackOrder(2)]
    public int C { get; set; }
}

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class TolGap
{
    [MemoryPackOrder(0)]
    public int A { get; set; }

    [MemoryPackOrder(2)]
    public int C { get; set; }
}

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class TolOuter
{
    [MemoryPackOrder(0)]
    public TolV1? In { get; set; }

    [MemoryPackOrder(1)]
    public int N { get; set; }
}

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class TolLong
{
    [MemoryPackOrder(0)]
    public string? S { get; set; }
}

[MemoryPackable]
public partial class Lvl0
{
    public int A { get; set; }
}

[MemoryPackable]
public partial class Lvl1 : Lvl0
{
    public int B { get; set; }
}

[MemoryPackable]
public sealed partial class Lvl2 : Lvl1
{
    public int C { get; set; }
}

public class Base0
{
    public int BaseProp { get; set; }
}

[MemoryPackable]
public sealed partial class Derived : Base0
{
    public string? Own { get; set; }
}

[MemoryPackable]
public sealed partial class Empty;

[MemoryPackable]
public sealed partial class InitOnly
{
    public int A { get; init; }

    public required string B { get; init; }
}

[MemoryPackable]
public sealed partial class WithIgnore
{
    public int A { get; set; }

    [MemoryPackIgnore]
    public int Hidden { get; set; }

    public int B { get; set; }
}

[MemoryPackable(SerializeLayout.Explicit)]
public sealed partial class Ordered
{
    [MemoryPackOrder(1)]
    public int Second { get; set; }

    [MemoryPackOrder(0)]
    public int First { get; set; }
}

[MemoryPackable]
public sealed partial class WithField
{
    public int F;

    public int P { get; set; }
}

[MemoryPackable]
public partial record struct RS(int A, string B);

[MemoryPackable]
public partial record struct URS(int A, short B);

[MemoryPackable]
public sealed partial class Wide
{
    public int P1 { get; set; }

    public string? P2 { get; set; }

    public int[]? P3 { get; set; }

    public Dictionary<string, List<int>>? P4 { get; set; }

    public Color P5 { get; set; }

    public int? P6 { get; set; }

    public DateTimeOffset P7 { get; set; }

    public (int Number, string Text) P8 { get; set; }
}
