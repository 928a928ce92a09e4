using Microsoft.CodeAnalysis;
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
        "ReadOnlyMemory<byte>", "Memory<int>", "ReadOnlyMemory<byte>?", "ArraySegment<int>",
        "Half", "Int128", "UInt128?", "DateOnly", "TimeOnly?", "System.Text.Rune", "System.Numerics.BigInteger", "System.Numerics.BigInteger?",
        "System.Numerics.Vector3", "System.Numerics.Matrix4x4[]", "System.Numerics.Complex", "Uri", "Uri?", "Version", "Version?", "System.Collections.BitArray?",
        "(int, string)", "(int A, string? B)", "(int, long)?", "(int A, (bool B, List<int>? C) D)", "(int, int, int, int, int, int, int, int, int)",
        "(int A, string? B, int C, int D, int E, int F, int G, string? H, int @class)", "ValueTuple<int>", "Tuple<int, string?>", "Tuple<int>?",
        "KeyValuePair<string, int>", "KeyValuePair<int, long>?", "KeyValuePair<int, int>[]", "KeyValuePair<int, int?>", "KeyValuePair<int, bool?>?",
        "int[,]", "string?[,,]?", "int[,,,]", "int[][,]", "int[,][]", "int[,]?[]",
        "HashSet<int>", "HashSet<string>?", "Queue<int>", "Stack<string?>", "LinkedList<int>", "SortedSet<int>", "SortedDictionary<string, int>", "SortedList<int, string?>",
        "IEnumerable<int>", "ICollection<int>", "IList<string?>?", "IReadOnlyCollection<int>", "IReadOnlyList<int>", "ISet<int>", "IReadOnlySet<int>",
        "IDictionary<string, int>", "IReadOnlyDictionary<string, int?>?",
        "System.Collections.Concurrent.ConcurrentQueue<int>", "System.Collections.Concurrent.ConcurrentStack<int>", "System.Collections.Concurrent.ConcurrentBag<int>",
        "System.Collections.Concurrent.ConcurrentDictionary<string, int>", "System.Collections.ObjectModel.Collection<int>",
        "System.Collections.ObjectModel.ObservableCollection<int>", "System.Collections.ObjectModel.ReadOnlyCollection<int>",
        "System.Collections.ObjectModel.ReadOnlyDictionary<string, int>", "System.Collections.Immutable.ImmutableArray<int>",
        "System.Collections.Immutable.ImmutableArray<string?>?", "System.Collections.Immutable.ImmutableList<int>", "System.Collections.Immutable.ImmutableQueue<int>",
        "System.Collections.Immutable.ImmutableStack<int>", "System.Collections.Immutable.ImmutableHashSet<int>", "System.Collections.Immutable.ImmutableSortedSet<int>",
        "System.Collections.Immutable.ImmutableDictionary<string, int>", "System.Collections.Immutable.ImmutableSortedDictionary<string, int>",
        "System.Collections.Immutable.IImmutableList<string?>", "System.Collections.Immutable.IImmutableSet<int>?", "System.Collections.Immutable.IImmutableQueue<int>",
        "System.Collections.Immutable.IImmutableStack<int>", "System.Collections.Immutable.IImmutableDictionary<string, int?>", "System.Collections.ObjectModel.ReadOnlySet<int>",
        "System.Collections.ObjectModel.ReadOnlyObservableCollection<string?>",
        "System.Collections.Frozen.FrozenSet<int>", "System.Collections.Frozen.FrozenDictionary<string, int>?",
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
        "public class D { [System.Diagnostics.CodeAnalysis.DisallowNull] public string? A { get; set; } [System.Diagnostics.CodeAnalysis.AllowNull] public string B { get => \"\"; set { } } [System.Diagnostics.CodeAnalysis.MaybeNull] public string C { get; init; } = \"\"; [System.Diagnostics.CodeAnalysis.NotNull] public string? E { get; set; } = \"\"; [System.Diagnostics.CodeAnalysis.DisallowNull] public required string? F { get; init; } }",
        "public class D([System.Diagnostics.CodeAnalysis.DisallowNull] string? a, string b, List<string?> c) { public string? A { get; } = a; public string? B { get; } = b; public List<string> C { get; } = c!; }",
        "public class G<T> { [System.Diagnostics.CodeAnalysis.MaybeNull] public T A { get; set; } = default!; } public class D { public G<string> A { get; set; } = new(); public G<int> B { get; set; } = new(); public G<string?> C { get; set; } = new(); }",
        "public record D(string Url) { public string Original => Url; }",
        "public abstract class B { public abstract int Id { get; } public virtual string N => \"\"; } public class D(int id, string n) : B { public override int Id { get; } = id; public override string N { get; } = n; }",
        "public class D(int a, IEnumerable<string> b, in int c, int x = 3, Action? y = null, string z = \"\") { public int A { get; } = a + x; public string[] B { get; } = [.. b]; public int C { get; } = c; public string Z { get; } = z; public Action? Y() => y; }",
        "public interface IHas { int X { get; set; } } public class D : IHas { [PeerInclude] int IHas.X { get; set; } }",
        "[PeerUnion(0, typeof(A<>))] public interface R<T>; public record A<T>(T V) : R<T>; public class D { public R<int>? A { get; set; } public R<string?>? B { get; set; } }",
        "public class B { public int X { get; set; } } public class D : B { public virtual int Y { get; set; } }",
        "public class B { public virtual int X { get; set; } } public class D : B { public override int X { get; set; } }",
        "public class Box<T> { public T? Value { get; set; } } public class D { public Box<int> A { get; set; } = new(); public Box<string?> B { get; set; } = new(); public Box<string> C { get; set; } = new(); public Box<D?>? E { get; set; } }",
        "public class Outer { public class Inner { public int X { get; set; } } } public class D { public Outer.Inner I { get; set; } = new(); }",
        "public class D { public int @class { get; set; } public string @namespace { get; set; } = \"\"; public int Reader { get; set; } public int reader { get; set; } }",
        "#nullable disable\npublic class D { public string S { get; set; } public List<string> L { get; set; } public Dictionary<string, D> M { get; set; } public string[][] J { get; set; } }\n#nullable restore",
        "[PeerUnion(0, typeof(A))] [PeerUnion(1, typeof(B))] public interface D; public class A : D { public D? Inner { get; set; } } public class B : A { public int X { get; set; } }",
        "[PeerUnion(500, typeof(A))] public abstract record D(int Id); public sealed record A(int Id, string Text) : D(Id);",
        "[PeerTolerant] public sealed record D(int A, string B, string? C = null) { public int E { get; set; } public required string F { get; init; } public D? Next { get; set; } }",
        "[PeerTolerant] public struct D { public int A { get; set; } public string? B; }",
        "[PeerTolerant] public class D;",
        "public class D { public int A { get; private set; } [PeerInclude] private string? _b = \"\"; [PeerInclude] internal int C { get; set; } public string? B() => _b; }",
        "public class D { [PeerInclude] private string Text { get; set; } = \"\"; [PeerInclude] protected int F; }",
        "public struct D { public string? A { get; private set; } [PeerInclude] private int _b; public int B() => _b; public D(string a, int b) { A = a; _b = b; } }",
        "public class D { public D() { } [PeerConstructor] public D(int a) => A = a; public int A { get; set; } }",
        "public partial class D { [PeerOrder(1)] public int A { get; set; } } public partial class D { [PeerOrder(0)] public int B { get; set; } }",
        "public class B { [PeerOrder(1)] public int X { get; set; } } [PeerTolerant] public class D : B { [PeerOrder(0)] public int Y { get; set; } }",
        "namespace MemoryPack { public sealed class MemoryPackableAttribute : Attribute; public static class MemoryPackSerializer { public static byte[] Serialize<T>(in T? value) => []; public static int Deserialize<T>(ReadOnlySpan<byte> bytes, ref T? value) => 0; } } [MemoryPack.MemoryPackable] public class D { public object? Anything { get; set; } }",
        "internal enum E : byte { X } public class D { internal E Hidden { get; set; } public int Shown { get; set; } }",
        "public class B { public int A { get; private set; } public string? N { get; private init; } [PeerInclude] private int _b; public void Set(int b) => _b = b; public int Bee() => _b; } public class D : B { public int X { get; set; } }",
        "public struct D { public bool A { get; private set; } public DateTime At { get; init; } public D(bool a) => A = a; }",
        "public readonly struct D { private readonly decimal _amount; public D(decimal amount) => _amount = amount; public decimal Amount => _amount; }",
        "public struct D { private bool _a; private DayOfWeek _b; public int X; public void Set(bool a, DayOfWeek b) => (_a, _b) = (a, b); public (bool, DayOfWeek) Get() => (_a, _b); }",
        "public class D { [Obsolete] public int Old { get; set; } [Obsolete(\"Use New.\")] public Gone? Gone { get; set; } [Obsolete] public List<Gone> All { get; set; } = []; public int New { get; set; } } [Obsolete(\"gone\", DiagnosticId = \"GONE1\")] public class Gone { public int X { get; set; } }",
        "public abstract class Customer; public readonly record struct Id<T>(Guid Value); public record Named<T>(string Name) : Base<T>; public record Base<T>; public class D { public Id<Customer> Id { get; set; } public Named<System.IO.Stream>? Named { get; set; } }",
        "\n#pragma warning disable CS8981\npublic class point { public int X { get; set; } } public class Point { public int X { get; set; } } public class D { public point? A { get; set; } public Point? B { get; set; } }",
        "public class D { public int Writer { get; set; } public int At { get; set; } public int Failure { get; set; } public int Value { get; set; } public int this_ { get; set; } public int _ { get; set; } public int var { get; set; } public int await { get; set; } public int Lengths { get; set; } public int PeerFormat { get; set; } public int global { get; set; } }",
        "[PeerTolerant] public class D { public int Writer { get; set; } public int At { get; set; } public int Failure { get; set; } public int Value { get; set; } public int Lengths { get; set; } public int Ends { get; set; } public int Begin { get; set; } public int Remaining { get; set; } public int Unknown { get; set; } }",
        "public record B(int Id) { public string? Note { get; init; } } public record M(int Id, string Name) : B(Id); public sealed record D(int Id, string Name, double V) : M(Id, Name) { public required int Q { get; set; } }",
        "public class Outer<T> { public class In { public T? V { get; set; } } public record struct Pair<U>(T A, U B); public enum En { A } } public class D { public Outer<int>.In? A { get; set; } public Outer<string?>.Pair<Guid> B { get; set; } public Outer<int>.En C { get; set; } }",
        "public class Box<T> where T : struct, IComparable<T> { public T V { get; set; } } public class N<T> where T : notnull { public required T V { get; set; } } public class D { public Box<int>? A { get; set; } public N<string>? B { get; set; } }",
        "public class A { public B? B { get; set; } } public class B { public List<A> As { get; set; } = []; public Dictionary<string, B>? M { get; set; } } public struct S { public S[]? Children; } public class D { public A? A { get; set; } public S S { get; set; } public (D? X, D?[,]? Y) P { get; set; } }",
        "[PeerUnion(0, typeof(A)), PeerUnion(1, typeof(B)), PeerUnion(2, typeof(G<int>))] public abstract class D { [PeerOrder(0)] public int Id { get; set; } } [PeerTolerant] public class A : D { [PeerOrder(1)] public int X { get; set; } } public sealed class B : D { [PeerOrder(1)] public A? In { get; set; } } public class G<T> : D { [PeerOrder(1)] public T? V { get; set; } }",
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
        "[PeerContract] public partial interface IC { Task A(System.IO.Stream s, System.IO.Pipelines.PipeReader p, IAsyncEnumerable<int> i, CancellationToken t); ValueTask<System.IO.Stream> B(); Task<System.IO.Pipelines.PipeReader> C(int x); [OneWay] Task D(System.IO.Stream s); }",
        "[PeerContract] public partial interface IC { Task<int> A(IProgress<double> p, IProgress<List<string?>>? q, CancellationToken t); IAsyncEnumerable<int> B(IProgress<int> p); }",
        "[PeerContract] public partial interface IC { Task<IC> A(IC c); ValueTask<ID?> B(ID? d, List<ID> many); IAsyncEnumerable<ID> C(IAsyncEnumerable<IC?> s); Task D(Holder h); } [PeerContract] public partial interface ID { Task M(); } public record Holder(ID One, ID? Two);",
        "[PeerContract, PeerError(typeof(OutOfStock)), PeerError(typeof(int))] public partial interface IC { Task A(); } public sealed record OutOfStock(string Item, int Left);",
        "[PeerContract] public partial interface IC { [Priority(PeerPriority.High)] Task A(); [Priority(PeerPriority.Normal), Concurrent] Task B(IAsyncEnumerable<int> x); }",
        "[PeerContract] public partial interface IC { Task A(); } [PeerContract] public partial interface Ic { Task A(); }",
        "public interface IPlain<T> { Task<T> Get(T value); IAsyncEnumerable<T> All(CancellationToken t); } [PeerContract] public partial interface IC : IPlain<string?>; [PeerContract] public partial interface ID : IPlain<(int A, string? B)>; [PeerContract] public partial interface IE : IPlain<Dictionary<string, string?[]?>>;",
        "[PeerContract] public partial interface IC { Task A(int writer, int writer_, int reader, int reader_, IAsyncEnumerable<int> streams, IAsyncEnumerable<int> streams_); Task B(int PeerMethods, int Write, int AddStreams, int PeerProxy, int Equals, int ToString, int GetType, int GetHashCode, int MemberwiseClone, int Dispatch, int System, int TypedPeer, int BArguments); }",
        "[PeerContract] public partial interface IC { Task Dispatch(); Task Instance(); Task Equals(string? a); Task Equals2(); Task ToString(int x); Task GetType(int x); Task GetHashCode(int a); Task ReferenceEquals(int x); Task MemberwiseClone(); Task Finalize(); Task A(); Task A2(); Task A(int x); Task AArguments(int y); Task Remote(); }",
        "[Obsolete(\"old\")] public class O { public int X { get; set; } } [PeerContract] public partial interface IC { [Obsolete] Task A(); [Obsolete(\"Use C.\")] Task<int> B(\n#pragma warning disable CS0618\nList<O> o\n#pragma warning restore CS0618\n); Task C(); }",
        "\n#pragma warning disable TEST1, TEST2\n[System.Diagnostics.CodeAnalysis.Experimental(\"TEST1\")] public class D { public int New { get; set; } } [PeerContract] public partial interface IC { Task A(D d); [System.Diagnostics.CodeAnalysis.Experimental(\"TEST2\")] Task B(); }",
        "[PeerContract] public partial interface IC { Task A(params int[] a); Task B(params List<string?> a); Task C(params IEnumerable<int> a); Task D(int a, CancellationToken t, params IReadOnlyList<string> b); }",
        "public enum E : short { A = -1, B } [PeerContract] public partial interface IC { Task A(E e = E.A, E? f = E.B, E? g = null, int x = -3, char c = '\\'', char d = '\\n', decimal m = -1.5m, decimal? n = null, string s = \"a\\\"b\\\\\", double q = double.NaN, Guid i = default, DateTime? u = default, bool b = true, long l = long.MinValue, List<int>? li = null, (int, string?) tu = default); }",
        "[PeerContract] public partial interface IRoot { Task M(); } [PeerContract] public partial interface IL : IRoot { Task N(); } [PeerContract] public partial interface IR : IRoot { Task N(); } [PeerContract] public partial interface IC : IL, IR { Task O(); }",
        "namespace Größe; public class Übung { public int Straße { get; set; } public int 名 { get; set; } } [PeerContract] public partial interface IÄ { ValueTask Ö(Übung ü, int 名前); }",
        "namespace My.System { public class String { public int X { get; set; } } public class Task { public int Y { get; set; } } public class CancellationToken { public int Z { get; set; } } [PeerContract] public partial interface IC { ValueTask<String> M(Task t, CancellationToken c, global::System.Threading.CancellationToken d); } }",
        "public static partial class A { public readonly partial record struct B { public ref partial struct C { public partial interface D { public abstract partial class E { private sealed partial record F { [PeerContract] private partial interface IC { Task<int> M(int x); } } } } } } }",
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
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(source), diagnostic => diagnostic.Severity > DiagnosticSeverity.Info);
        Assert.NotEmpty(Compiler.Compile(source).Generated);
    }
}
