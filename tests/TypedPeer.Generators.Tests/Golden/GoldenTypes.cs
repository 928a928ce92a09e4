namespace TypedPeer.Generators.Tests.Golden;

// The types behind tests/vectors/memorypack.tsv, as its README lists them.
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

public sealed class Person
{
    public string? Name { get; set; }

    public int Age { get; set; }
}

public sealed record Rec(int Id, string Text, List<Person> People);

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

public struct NestU
{
    public byte A;
    public PointU P;
}

public struct BoolU
{
    public bool F;
    public byte B;
    public int I;
}

public struct MStruct
{
    public string? S { get; set; }

    public int I { get; set; }
}

public class Lvl0
{
    public int A { get; set; }
}

public class Lvl1 : Lvl0
{
    public int B { get; set; }
}

public sealed class Lvl2 : Lvl1
{
    public int C { get; set; }
}

public class Base0
{
    public int BaseProp { get; set; }
}

public sealed class Derived : Base0
{
    public string? Own { get; set; }
}

public sealed class Box<T>
{
    public T? Value { get; set; }
}

public sealed class Empty;

public sealed class InitOnly
{
    public int A { get; init; }

    public required string B { get; init; }
}

public sealed class WithField
{
    public int F;

    public int P { get; set; }
}

public sealed class HasU
{
    public PointU P { get; set; }

    public PointU? Q { get; set; }
}

public record struct RS(int A, string B);

public record struct URS(int A, short B);

[PeerUnion(0, typeof(Circle))]
[PeerUnion(1, typeof(Square))]
public interface IShape;

public sealed class Circle : IShape
{
    public double R { get; set; }
}

public sealed class Square : IShape
{
    public int Side { get; set; }

    public string? Note { get; set; }
}

[PeerUnion(250, typeof(WideA))]
[PeerUnion(300, typeof(WideB))]
public interface IWide;

public sealed class WideA : IWide
{
    public int X { get; set; }
}

public sealed class WideB : IWide
{
    public string? Y { get; set; }
}

[PeerTolerant]
public sealed class TolV1
{
    [PeerOrder(0)]
    public int A { get; set; }

    [PeerOrder(1)]
    public string? B { get; set; }
}

[PeerTolerant]
public sealed class TolV2
{
    public int A { get; set; }

    public string? B { get; set; }

    public int C { get; set; }
}

[PeerTolerant]
public sealed class TolGap
{
    [PeerOrder(2)]
    public int C { get; set; }

    [PeerOrder(0)]
    public int A { get; set; }
}

[PeerTolerant]
public sealed class TolOuter
{
    public TolV1? In { get; set; }

    public int N { get; set; }
}

[PeerTolerant]
public sealed class TolLong
{
    public string? S { get; set; }
}

public sealed class WithIgnore
{
    public int A { get; set; }

    [PeerIgnore]
    public int Hidden { get; set; }

    public int B { get; set; }
}

public sealed class Ordered
{
    [PeerOrder(1)]
    public int Second { get; set; }

    [PeerOrder(0)]
    public int First { get; set; }
}

public sealed class Wide
{
    public int P1 { get; set; }

    public string? P2 { get; set; }

    public int[]? P3 { get; set; }

    public Dictionary<string, List<int>>? P4 { get; set; }

    public Color P5 { get; set; }

    public int? P6 { get; set; }

    public DateTimeOffset P7 { get; set; }

    public (int, string) P8 { get; set; }
}
