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
