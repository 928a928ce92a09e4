using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Shapes;

/// <summary>Every shape compiles without a warning, and the analyzers have nothing to say about it.</summary>
public class ShapeMatrixTests
{
    public static TheoryData<string> Types =>
    [
        "bool", "byte", "sbyte", "short", "ushort", "char", "int", "uint", "long", "ulong", "float", "double", "decimal",
        "string", "string?", "byte[]", "byte[]?", "int?", "bool?", "decimal?", "Guid", "Guid?", "DateTime", "DateTimeOffset", "TimeSpan?",
        "DayOfWeek", "DayOfWeek?", "int[]", "string?[]", "string[]?[]", "string?[][]?", "int?[]?", "List<int>", "List<string?>?", "List<List<int>>",
        "Dictionary<string, int>", "Dictionary<Guid, List<string?>>?", "Dictionary<int, Dictionary<string, byte[]>?>",
        "ReadOnlyMemory<byte>", "Memory<int>", "ReadOnlyMemory<byte>?",
    ];

    public static TheoryData<string> DataTypes =>
    [
        "public class D { public int A { get; set; } public string? B { get; set; } }",
        "public class D { public D? Next { get; set; } public List<D> Children { get; set; } = []; }",
        "public class D { public required string A { get; init; } public int B { get; init; } }",
        "public class D(int a, string b) { public int A => a; public string B { get; } = b; }",
        "public class D(int a) { public int A { get; } = a; public string? B { get; set; } }",
        "public class D { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public D(int a) => A = a; public required int A { get; init; } }",
        "public class D(int a) { public required int A { get; init; } = a; }",
        "public class D { public int F; public readonly static int S = 1; public const int C = 2; private int _p = 3; public int P() => _p; }",
        "public class D { public int A { get; set; } public int Computed => A * 2; public int this[int i] => i; }",
        "public sealed record D(int A, string? B, D? C);",
        "public sealed record D(int A) { public string? Extra { get; init; } public string Text => $\"{A}\"; }",
        "public record struct D(int A, string B);",
        "public readonly record struct D(int A, long B);",
        "public readonly record struct D(bool A, DateTime B, decimal? C, Guid D1);",
        "public struct D { public int A; public string? B; }",
        "public struct D { public byte A; public long B; public byte C; }",
        "public readonly struct D(int a) { private readonly int _a = a; public int A => _a; }",
        "public readonly struct D(bool a) { public bool A { get; } = a; }",
        "public struct D;",
        "public class D;",
        "public class B { public int X { get; set; } } public class D : B { public virtual int Y { get; set; } }",
        "public class B { public virtual int X { get; set; } } public class D : B { public override int X { get; set; } }",
        "public class Box<T> { public T? Value { get; set; } } public class D { public Box<int> A { get; set; } = new(); public Box<string?> B { get; set; } = new(); public Box<string> C { get; set; } = new(); public Box<D?>? E { get; set; } }",
        "public class Outer { public class Inner { public int X { get; set; } } } public class D { public Outer.Inner I { get; set; } = new(); }",
        "public class D { public int @class { get; set; } public string @namespace { get; set; } = \"\"; public int Reader { get; set; } public int reader { get; set; } }",
        "#nullable disable\npublic class D { public string S { get; set; } public List<string> L { get; set; } public Dictionary<string, D> M { get; set; } public string[][] J { get; set; } }\n#nullable restore",
        "internal enum E : byte { X } public class D { internal E Hidden { get; set; } public int Shown { get; set; } }",
    ];

    public static TheoryData<string> Contracts =>
    [
        "[PeerContract] public partial interface IC { }",
        "[PeerContract] internal partial interface IC { Task A(); Task<int> B(); ValueTask C(); ValueTask<int> D(); IAsyncEnumerable<int> E(); [OneWay] Task F(); [OneWay] ValueTask G(); }",
        "[PeerContract] public partial interface IC { Task A(CancellationToken t, int x); Task B(int x, CancellationToken t = default, string s = \"\"); }",
        "[PeerContract] public partial interface IC { IAsyncEnumerable<int> A(IAsyncEnumerable<string?> x, int y, IAsyncEnumerable<byte[]> z, CancellationToken t); [OneWay] Task B(IAsyncEnumerable<int> x); }",
        "[PeerContract] public partial interface IC { Task M(); Task M(int a); Task M(string a); Task<int> M(params int[] a); Task<int> M(int? a, int b = 3); }",
        "[PeerContract] public partial interface IC { Task M(int @class, int @event, int reader, int writer, int call, int target, int streams, int remote, int _remote, int index, int value); Task @return(int x); }",
        "[PeerContract, Concurrent] public partial interface IC { Task A(); } [PeerContract(Name = \"a \\\"quoted\\\" name\")] public partial interface ID { [Concurrent] Task A(); }",
        "namespace N.@class; [PeerContract] public partial interface @interface { Task @void(int @int); } public record @record(int @in); [PeerContract] public partial interface IR { Task M(@record r); }",
        "public partial class Outer { private partial struct Middle { [PeerContract] private partial interface IC { Task<int> M(); } } public partial record R { [PeerContract] internal partial interface IC { Task<int> M(); } } }",
        "[PeerContract] public partial interface IA { Task A(); } [PeerContract] public partial interface IB : IA { Task B(); new Task A(); } [PeerContract] public partial interface IC : IB, IA { Task C(); }",
        "public interface IPlain<T> { Task<T> Get(T value); } [PeerContract] public partial interface IC : IPlain<int>, IPlain<string>, IAsyncDisposable { }",
        "[PeerContract] public partial interface IC { Task A(); int Local() => 1; int P => 2; static int S() => 3; const int K = 4; class Nested { public int X { get; set; } } Task B(Nested n); }",
        "namespace A { public class D { public int X { get; set; } } } namespace B { public class D { public string? X { get; set; } } [PeerContract] public partial interface IC { Task M(A.D a, D b); } }",
        "public class PeerWriter { public int X { get; set; } } public class StringCodec { public string X { get; set; } = \"\"; } public class TypedPeer1; [PeerContract] public partial interface IC { Task M(PeerWriter a, StringCodec b); }",
        "namespace System1.Collections; public class Task { public int X { get; set; } } [PeerContract] public partial interface IC { ValueTask<Task> M(Task a); }",
        "public class Global { public int X { get; set; } } namespace Global_ { public class D { public Global? G { get; set; } } [PeerContract] public partial interface IC { Task M(D a); } }",
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public Task A_type_travels_as_argument_result_item_and_member(string type) => CompileAsync($$"""
        namespace Sample;

        [PeerContract]
        public partial interface IC
        {
            ValueTask<{{type}}> Unary({{type}} value, CancellationToken token = default);
            Task<{{type}}> Classic({{type}} value);
            IAsyncEnumerable<{{type}}> Stream(IAsyncEnumerable<{{type}}> values, CancellationToken token = default);
            [OneWay] ValueTask Send({{type}} value);
            ValueTask<Data> Member(Data data);
            ValueTask<List<{{type}}>> Many({{type}}[] values);
        }

        public sealed record Data({{type}} Value);
        """);

    [Theory]
    [MemberData(nameof(DataTypes))]
    public Task A_data_type_travels(string declarations) =>
        CompileAsync(declarations + "\n[PeerContract] public partial interface IC { Task<D?> M(D d, List<D?> many, Dictionary<string, D> map); }");

    [Theory]
    [MemberData(nameof(Contracts))]
    public Task A_contract_gets_its_code(string declarations) => CompileAsync(declarations);

    private static async Task CompileAsync(string source)
    {
        Assert.Empty(await Compiler.AnalyzeAsync(source));
        Assert.NotEmpty(Compiler.Compile(source).Generated);
    }
}
