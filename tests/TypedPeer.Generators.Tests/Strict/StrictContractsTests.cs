using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Strict;

/// <summary>
/// What people write in and around contracts, compiled under the strictest settings the compiler has, with the warnings of generated
/// code seen. The analyzers have nothing to say about any of it.
/// </summary>
public class StrictContractsTests
{
    private static readonly LanguageVersion[] Versions = [LanguageVersion.CSharp12, LanguageVersion.Latest, LanguageVersion.Preview];

    private static readonly string[] Obsolete =
    [
        "public class D { public int Id { get; set; } [Obsolete(\"Use Id.\", error: true)] public int Number { get; set; } [Obsolete(null, true)] public int N2 { get; set; } }",
        "public class D { public int Id { [Obsolete] get; [Obsolete(\"no\", true)] set; } public string? A { get; [Obsolete(\"no\")] init; } }",
        "public class D { [Obsolete(\"no\", true)] public D() { } public int X { get; set; } }",
        "public record struct D([property: Obsolete(\"no\", true)] int X, string? Y);",
        "public struct D { [Obsolete(\"no\", true)] public bool X; public int Y; }",
        "[PeerTolerant] public class D { [Obsolete(\"no\", true)] public int X { get; set; } [Obsolete] public Gone? G { get; set; } } [Obsolete(\"gone\", true)] public class Gone { public Gone? Next { get; set; } }",
        "public class D { public E E { get; set; } [Obsolete] public F[] F { get; set; } = []; } public enum E { [Obsolete(\"no\", true)] A, B } [Obsolete(\"no\", true)] public enum F { A }",
        "[PeerUnion(0, typeof(A))] public abstract class D { [Obsolete(\"no\", true)] public int X { get; set; } } public class A : D;",
        "#pragma warning disable TEST1, TEST2\npublic class D { [System.Diagnostics.CodeAnalysis.Experimental(\"TEST1\")] public int X { get; set; } public int Y { get; [System.Diagnostics.CodeAnalysis.Experimental(\"TEST2\")] set; } }",
        "public class D { [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)] public int X { get; set; } [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] public int Y { get; set; } [System.Runtime.Versioning.RequiresPreviewFeatures] public int Z { get; set; } [CLSCompliant(false)] public uint U { get; set; } }",
    ];

    private static readonly string[] Calls =
    [
        // Obsolete, experimental and otherwise marked methods, and contracts.
        "[PeerContract] public partial interface IC { [Obsolete(\"no\", true)] Task<int> A(int x, IAsyncEnumerable<int> y); [Obsolete(\"no\", true)] IAsyncEnumerable<int> B(CancellationToken t); [OneWay, Obsolete] Task C(); Task D(); }",
        "[Obsolete(\"no\", true)] [PeerContract] public partial interface IC { Task A(D d); } [Obsolete(\"no\", true)] public record D(int X); [PeerContract] public partial interface IB { [Obsolete] Task<IC?> M(IC c, D d); }",
        "[PeerContract] public partial interface IA { [Obsolete(\"no\", true)] Task A(); } [PeerContract] public partial interface IB : IA { Task B(); }",
        "[Obsolete(\"no\", true)] [PeerContract] public partial interface IA { Task A(); } \n[Obsolete] [PeerContract] public partial interface IB : IA { Task B(); }",
        "#pragma warning disable TEST1\n[System.Diagnostics.CodeAnalysis.Experimental(\"TEST1\")] [PeerContract] public partial interface IC { Task A(D d); } [System.Diagnostics.CodeAnalysis.Experimental(\"TEST1\")] public record D(int X);",
        "[assembly: System.Diagnostics.CodeAnalysis.Experimental(\"TEST1\")] [PeerContract] public partial interface IC { Task A(D d); } public record D(int X);",
        "[assembly: CLSCompliant(true)] [PeerContract] public partial interface IC { Task A(int x); } [PeerContract] internal partial interface IB { Task<uint> A(ulong x); }",
        "[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)] [PeerContract] public partial interface IC { [System.ComponentModel.Description(\"\\\" // */ \\u2028 \\0\")] Task A([System.ComponentModel.DefaultValue(null)] int? x); [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] Task B(); [System.Runtime.Versioning.RequiresPreviewFeatures] Task C(); }",

        // Bodies given in derived interfaces, slots and diamonds.
        "public interface IBase { Task<string> Hello(); int P { get; } event Action E; static abstract int S(); } [PeerContract] public partial interface IC : IBase { Task<string> IBase.Hello() => Task.FromResult(\"\"); int IBase.P => 1; event Action IBase.E { add { } remove { } } static int IBase.S() => 1; Task Other(); }",
        "public interface IBase { Task M(); } public interface IMiddle : IBase { Task IBase.M() => Task.CompletedTask; } [PeerContract] public partial interface IC : IMiddle { abstract Task IBase.M(); }",
        "public interface IBase { Task M() => Task.CompletedTask; } [PeerContract] public partial interface IC : IBase { abstract Task IBase.M(); }",
        "public interface IBase { Task M(); } public interface ILeft : IBase { Task IBase.M() => Task.CompletedTask; } public interface IRight : IBase { Task IBase.M() => Task.CompletedTask; } [PeerContract] public partial interface IC : ILeft, IRight { Task N(); }",
        "public interface IBase { Task M(); } public interface ILeft : IBase { Task IBase.M() => Task.CompletedTask; } public interface IRight : IBase { abstract Task IBase.M(); } [PeerContract] public partial interface IC : ILeft, IRight { Task IBase.M() => Task.CompletedTask; Task N(); }",
        "[PeerContract] public partial interface IBase { Task M(); Task N() => Task.CompletedTask; } [PeerContract] public partial interface IC : IBase { Task IBase.M() => Task.CompletedTask; abstract Task IBase.N(); } [PeerContract] public partial interface ID : IC { new Task M(); abstract Task IBase.M(); }",
        "public interface IBase<T> { Task M(T x); } [PeerContract] public partial interface IC : IBase<int>, IBase<string> { Task IBase<int>.M(int x) => Task.CompletedTask; }",
        "public interface IBase { internal Task M(); protected Task N() => Task.CompletedTask; private Task O() => Task.CompletedTask; sealed Task P() => Task.CompletedTask; static Task Q() => Task.CompletedTask; const int R = 1; static int S; static int T { get; set; } class U { public int X { get; set; } } enum V { A } delegate void W(); static IBase() { S = 1; } } [PeerContract] public partial interface IC : IBase { protected Task A(); internal Task B(U u, V v); protected internal Task C(); static IC operator +(IC a, IC b) => a; static bool operator true(IC a) => true; static bool operator false(IC a) => false; }",

        // Where a contract stands.
        "public static partial class A { public abstract partial class B { protected internal partial interface C { public partial record struct D { public readonly partial struct E { internal sealed partial record F { [PeerContract] private protected partial interface IC { Task<X> M(X x); } internal record X(int V); } } } } } }",
        "public ref partial struct A { [PeerContract] public partial interface IC { Task M(); } } public partial class B { [PeerContract] protected partial interface IC { Task M(); [PeerContract] public partial interface IC2 { Task N(); } } }",
        "[PeerContract] public partial interface IC { Task A(); }\n//---\npublic partial interface IC { Task B(int x); }\n//---\npartial interface IC : IDisposable { void IDisposable.Dispose() { } }",
        "file class Hidden { public int X { get; set; } } [PeerContract] public partial interface IC { Task M(); private static int P(object? h) => h is Hidden ? 1 : 0; }",

        // Names that generated code uses, where they could get in its way.
        "namespace N { public class var { public int X { get; set; } } [PeerContract] public partial interface IC { Task<var> M(var a, IAsyncEnumerable<var> b, CancellationToken c); int nameof(int index) => index; } }",
        "public class var { public int X { get; set; } public string? Y { get; set; } public bool? Z { get; set; } } public struct @nint { public bool A; public int B; } [PeerTolerant] public record @dynamic(int A, int B); [PeerUnion(0, typeof(@unmanaged))] public interface @scoped; public class @unmanaged : @scoped; [PeerContract] public partial interface IC { Task<var> M(var a, @nint b, @dynamic c, @scoped d); }",
        "[PeerContract] public partial interface IC { Task M(int @this, int @base, int @default, int @null, int @true, int @ref, int @in, int @out, int @params, int @new, int @await, int @async, int @field, int @value, int @get, int @set, int @global, int @nameof, int @_, int __, int @file, int @scoped, int @required, int @record, int @with, int @var, int @dynamic); Task @operator(); Task @checked(); Task @void(); Task var(); Task await(); Task get_X(); Task set_X(int x); Task add_E(); Task op_Addition(int a, int b); }",
        "[PeerContract] public partial interface IC { Task M(int Runtime, int cancellationToken, int token, int remote, int proxy, int dispatcher, int streams, int stream, int result, int arguments, int MArguments, int PeerDispatcher, int PeerDescriptor, int PeerRemote, int InvokeAsync, int @new); Task Instance(); Task index(int index); Task target(); Task call(int call); Task reader(int reader); Task Dispatch(int index); Task _remote(); Task Remote(); Task MArguments(); Task IPeerProxy(); Task Write(int writer); Task AddStreams(IAsyncEnumerable<int> streams); }",
        "namespace N { public class Task { public int X { get; set; } } public class ValueTask { public int X { get; set; } } public class CancellationToken { public int X { get; set; } } public class IAsyncEnumerable<T> { public T? X { get; set; } } public class Obsolete { public int X { get; set; } } [PeerContract] public partial interface IC { System.Threading.Tasks.Task M(Task a, ValueTask b, CancellationToken c, IAsyncEnumerable<int> d, Obsolete e, System.Threading.CancellationToken f); } }",
        "namespace N { [PeerContract] public partial interface IC { Task IC(); Task N(int N); Task M(int M, int m); Task m(int M); } }",

        // Attributes that say more of null than the types do.
        "using System.Diagnostics.CodeAnalysis; [PeerContract] public partial interface IC { Task A([AllowNull] string a, [DisallowNull] string? b, [AllowNull] D c, [DisallowNull] List<D?>? d, [AllowNull] int e, [AllowNull] IProgress<int> g); } public record D(int X);",
        "#nullable disable\n[PeerContract] public partial interface IC { Task<string> A(string a, List<string> b, D c, IProgress<string> d, IAsyncEnumerable<string> e, System.IO.Stream f); } public class D { public string S { get; set; } public D Next { get; set; } public string[][] A; }",
        "public class Box<T> where T : notnull { public T? V { get; set; } } public interface IPlain<T> where T : notnull { Task<T?> M(T? x, Box<T> y); } [PeerContract] public partial interface IC : IPlain<string>; [PeerContract] public partial interface ID : IPlain<int>;",

        // Defaults, which are the caller's, and the ways to spell parameters.
        "public enum E : sbyte { A = 1 } [PeerContract] public partial interface IC { Task A(E a = (E)99, E? b = (E)(-5), E c = default, decimal d = 79228162514264337593543950335m, double e = double.NaN, float f = float.PositiveInfinity, double g = -0.0, double h = double.Epsilon, string i = \"\\0\\u2028\\uD800\\\"\\\\{}\\r\\n\", char j = '\\uFFFF', char k = '\\'', DateTime l = default, Guid m = default, string? n = null, (int, string?) o = default, int[]? p = null, nuint q = 5, ulong r = ulong.MaxValue, CancellationToken s = default, object? t = null) => Task.CompletedTask; Task B(E a = (E)99, decimal d = 79228162514264337593543950335m, double e = double.NaN, string i = \"\\0\\u2028\\uD800\\\"\\\\{}\\r\\n\", (int, string?) o = default, CancellationToken s = default, params int[] z); }",
        "[PeerContract] public partial interface IC { Task A([System.Runtime.InteropServices.Optional] int a, [System.Runtime.InteropServices.Optional, System.Runtime.InteropServices.DefaultParameterValue(3)] int b, [System.Runtime.CompilerServices.CallerMemberName] string? c = null, [System.Runtime.CompilerServices.CallerLineNumber] int d = 0, CancellationToken e = default, [System.Runtime.CompilerServices.CallerArgumentExpression(\"a\")] string f = \"\"); Task B([System.Runtime.CompilerServices.DateTimeConstant(12)] DateTime a, [System.Runtime.CompilerServices.DecimalConstant(1, 0, 0U, 0U, 5U)] decimal b); }",
        "[PeerContract] public partial interface IC { Task<(int First, (string? Name, int) Second)> A((int X, int) a, List<(int A, (bool, int B)? C)> b, Dictionary<(int K, int), (int V, string)[]> c); ValueTask<(int, int, int, int, int, int, int, int Eighth, (int a, int b) Ninth)> B((int a, int b, int c, int d, int e, int f, int g, int h) x); IAsyncEnumerable<(int @class, string? @event)> C(IAsyncEnumerable<(int A, int)> x, IProgress<(int P, int)> p, IProgress<(int P, int)?>? q, CancellationToken t); }",
        "[PeerContract] public partial interface IC { /// <summary>*/ // &lt; <see cref=\"IC\"/> ]]> </summary>\n Task A(\n#if true\nint x\n#endif\n); [return: System.Diagnostics.CodeAnalysis.NotNull] Task<int> B(); [method: Obsolete] Task C(); }",
        "[PeerContract(Name = \"\\\"\\\\ \\0\\u2028\\uD800 {0} %s */ \\r\\n#pragma x::y\")] public partial interface IC { Task A(); } [PeerContract(Name = @\"a\"\"b\nc\")] public partial interface ID { Task A(); }",
    ];

    public static TheoryData<string> Sources => [.. Calls, .. Obsolete.Select(data => data + " [PeerContract] public partial interface IC { Task<D> A(D d, List<D> e); IAsyncEnumerable<D> B(IAsyncEnumerable<D> f, IProgress<D> g); Task C(Holder h); } [PeerContract] public partial interface IE { Task C(Holder h); } public class Holder { public D? D { get; set; } }")];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Whatever_is_written_compiles_under_the_strictest_settings(string source)
    {
        var sources = source.Split("\n//---\n");
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(sources), diagnostic => diagnostic.Id != "TP0023");
        foreach (var version in Versions)
        {
            Compiler.CompileStrictly(version, sources);
        }
    }
}
