namespace TypedPeer.Generators.Tests.Shapes;

/// <summary>Declarations of contracts, with all they need.</summary>
internal static class ContractShapes
{
    public static TheoryData<string> All =>
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
        "[PeerContract, PeerAuthorize, PeerAuthorize(\"a \\\"quoted\\\" policy\", Roles = \"x, y\")] public partial interface IC { [PeerAllowAnonymous] Task A(); [PeerAuthorize(Policy = \"p\"), Priority(PeerPriority.Low)] Task B(); [Idempotent] Task C(); [PeerAuthorize(Roles = null)] Task D(); } [PeerContract, PeerAllowAnonymous] public partial interface ID : IC { Task E(); }",
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
}
