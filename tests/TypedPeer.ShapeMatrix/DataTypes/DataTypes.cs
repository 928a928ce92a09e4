// One shape a line: test data, not style.

namespace Matrix.Properties { public class D { public int A { get; set; } public string? B { get; set; } } }

namespace Matrix.Recursive { public class D { public D? Next { get; set; } public List<D> Children { get; set; } = []; } }

namespace Matrix.Required { public class D { public required string A { get; init; } public int B { get; init; } } }

namespace Matrix.PrimaryConstructor { public class D(int a, string b) { public int A => a; public string B { get; } = b; } }

namespace Matrix.ConstructorAndProperty { public class D(int a) { public int A { get; } = a; public string? B { get; set; } } }

namespace Matrix.SetsRequired { public class D { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public D(int a) => A = a; public required int A { get; init; } } }

namespace Matrix.RequiredInConstructor { public class D(int a) { public required int A { get; init; } = a; } }

namespace Matrix.Fields { public class D { public int F; public readonly static int S = 1; public const int C = 2; private int _p = 3; public int P() => _p; } }

namespace Matrix.Computed { public class D { public int A { get; set; } public int Computed => A * 2; public int this[int i] => i; } }

namespace Matrix.Record { public sealed record D(int A, string? B, D? C); }

namespace Matrix.RecordWithBody { public sealed record D(int A) { public string? Extra { get; init; } public string Text => $"{A}"; } }

namespace Matrix.RecordStruct { public record struct D(int A, string B); }

namespace Matrix.UnmanagedRecordStruct { public readonly record struct D(int A, long B); }

namespace Matrix.CheckedRecordStruct { public readonly record struct D(bool A, DateTime B, decimal? C, Guid D1); }

namespace Matrix.ManagedStruct { public struct D { public int A; public string? B; } }

namespace Matrix.PaddedStruct { public struct D { public byte A; public long B; public byte C; } }

namespace Matrix.ReadOnlyStruct { public readonly struct D(int a) { private readonly int _a = a; public int A => _a; } }

namespace Matrix.CheckedReadOnlyStruct { public readonly struct D(bool a) { public bool A { get; } = a; } }

namespace Matrix.EmptyStruct { public struct D; }

namespace Matrix.EmptyClass { public class D; }

namespace Matrix.Derived { public class B { public int X { get; set; } } public class D : B { public virtual int Y { get; set; } } }

namespace Matrix.Overriding { public class B { public virtual int X { get; set; } } public class D : B { public override int X { get; set; } } }

namespace Matrix.ClosedGeneric { public class Box<T> { public T? Value { get; set; } } public class D { public Box<int> A { get; set; } = new(); public Box<string?> B { get; set; } = new(); public Box<string> C { get; set; } = new(); public Box<D?>? E { get; set; } } }

namespace Matrix.NestedType { public class Outer { public class Inner { public int X { get; set; } } } public class D { public Outer.Inner I { get; set; } = new(); } }

namespace Matrix.Keywords { public class D { public int @class { get; set; } public string @namespace { get; set; } = ""; public int Reader { get; set; } public int reader { get; set; } } }

namespace Matrix.Oblivious
{
#nullable disable
    public class D { public string S { get; set; } public List<string> L { get; set; } public Dictionary<string, D> M { get; set; } public string[][] J { get; set; } }
#nullable restore
}

namespace Matrix.UnionInterface { [PeerUnion(0, typeof(A))][PeerUnion(1, typeof(B))] public interface D; public class A : D { public D? Inner { get; set; } } public class B : A { public int X { get; set; } } }

namespace Matrix.UnionRecord { [PeerUnion(500, typeof(A))] public abstract record D(int Id); public sealed record A(int Id, string Text) : D(Id); }

namespace Matrix.TolerantRecord { [PeerTolerant] public sealed record D(int A, string B, string? C = null) { public int E { get; set; } public required string F { get; init; } public D? Next { get; set; } } }

namespace Matrix.TolerantStruct { [PeerTolerant] public struct D { public int A { get; set; } public string? B; } }

namespace Matrix.TolerantEmpty { [PeerTolerant] public class D; }

namespace Matrix.PrivateMembers { public class D { public int A { get; private set; } [PeerInclude] private string? _b = ""; [PeerInclude] internal int C { get; set; } public string? B() => _b; } }

namespace Matrix.HiddenMembers { public class D { [PeerInclude] private string Text { get; set; } = ""; [PeerInclude] protected int F; } }

namespace Matrix.HiddenInStruct { public struct D { public string? A { get; private set; } [PeerInclude] private int _b; public int B() => _b; public D(string a, int b) { A = a; _b = b; } } }

namespace Matrix.ChosenConstructor { public class D { public D() { } [PeerConstructor] public D(int a) => A = a; public int A { get; set; } } }

namespace Matrix.OrderedParts { public partial class D { [PeerOrder(1)] public int A { get; set; } } public partial class D { [PeerOrder(0)] public int B { get; set; } } }

namespace Matrix.OrderedTolerant { public class B { [PeerOrder(1)] public int X { get; set; } } [PeerTolerant] public class D : B { [PeerOrder(0)] public int Y { get; set; } } }

namespace Matrix.InternalMember { internal enum E : byte { X } public class D { internal E Hidden { get; set; } public int Shown { get; set; } } }
