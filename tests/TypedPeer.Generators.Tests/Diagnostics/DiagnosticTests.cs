using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Diagnostics;

public class DiagnosticTests
{
    /// <summary>Code with the span of the diagnostic between brackets with bars.</summary>
    public static TheoryData<string, string> Violations => new()
    {
        { "TP0001", "[PeerContract] public interface [|IC|] { Task M(); }" },
        { "TP0001", "public class [|Outer|] { [PeerContract] public partial interface IC { Task M(); } }" },
        { "TP0002", "[PeerContract] public partial interface [|IC|]<T> { Task M(); }" },
        { "TP0002", "public partial class Outer<T> { [PeerContract] public partial interface [|IC|] { Task M(); } }" },
        { "TP0003", "[PeerContract] file partial interface [|IC|] { Task M(); }" },
        { "TP0004", "[PeerContract(Name = \"\")] public partial interface [|IC|] { Task M(); }" },
        { "TP0005", "[PeerContract] public partial interface IC { int [|P|] { get; } }" },
        { "TP0005", "[PeerContract] public partial interface IC { event Action [|E|]; }" },
        { "TP0005", "[PeerContract] public partial interface IC { static abstract Task [|M|](); }" },
        { "TP0006", "[PeerContract] public partial interface IC { Task [|M|]<T>(T value); }" },
        { "TP0007", "[PeerContract] public partial interface IC { Task M(ref int [|value|]); }" },
        { "TP0007", "[PeerContract] public partial interface IC { Task M(out int [|value|]); }" },
        { "TP0008", "[PeerContract] public partial interface IC { [|int|] M(); }" },
        { "TP0008", "[PeerContract] public partial interface IC { [|void|] M(); }" },
        { "TP0009", "[PeerContract] public partial interface IC { Task M(CancellationToken a, CancellationToken [|b|]); }" },
        { "TP0010", "[PeerContract] public partial interface IC { [OneWay] [|Task<int>|] M(); }" },
        { "TP0010", "[PeerContract] public partial interface IC { [OneWay] [|IAsyncEnumerable<int>|] M(); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [LatestWins] Task [|M|](int x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [LatestWins] IAsyncEnumerable<int> [|M|](CancellationToken token); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [OneWay, LatestWins] Task [|M|](IAsyncEnumerable<int> x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [Unreliable] Task<int> [|M|](int x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [OneWay, LatestWins, Unreliable] Task [|M|](int x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [OneWay, Unreliable] Task [|M|](IAsyncEnumerable<int> x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [OneWay, Unreliable] Task [|M|](List<IC> x); }" },
        { "TP0039", "[PeerContract] public partial interface IC { [OneWay, Unreliable] Task [|M|](IProgress<int>? x); }" },
        { "TP0011", "[PeerContract] public partial interface IC { Task M(int a); Task [|M|](int a, CancellationToken b); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|object|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|nint|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|Action|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { [|Task<Type>|] M(); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|List<IAsyncEnumerable<int>>|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M(D value); } public class D { public [|object?|] O { get; set; } }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|System.IO.Stream?|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { [|Task<System.IO.Stream?>|] M(); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|IAsyncEnumerable<int>?|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|List<System.IO.Stream>|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { [|Task<IProgress<int>>|] M(); }" },
        { "TP0008", "[PeerContract] public partial interface IC { [|Task<int>?|] M(); }" },
        { "TP0013", "public partial class Outer { private class D; [PeerContract] private partial interface IC { Task M([|D|] value); } }" },
        { "TP0014", "[PeerContract] public partial interface IC { Task M([|D|] value); } public abstract class D;" },
        { "TP0015", "[PeerContract] public partial interface IC { Task M(D value); } public class [|D|](int other) { public int Value => other; }" },
        { "TP0016", "[PeerContract] public partial interface IC { Task M(D value); } public class D { public int [|Value|] { get; } = 1; }" },
        { "TP0017", "[PeerContract] public partial interface IC { Task M(D value); } [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public struct [|D|] { public int X; }" },
        { "TP0017", "[PeerContract] public partial interface IC { Task M(D value); } public unsafe struct [|D|] { public fixed byte X[4]; }" },
        { "TP0019", "[PeerContract] public partial interface IC { Task M(D value); } public partial class [|D|] { public int X { get; set; } }\n//---\npublic partial class D { public int Y { get; set; } }" },
        { "TP0017", "[PeerContract] public partial interface IC { Task M(D value); } public struct D { public [|(int, long)|] X; }" },
        { "TP0018", "[PeerContract] public partial interface IC { Task M(D value); } public class [|D|] { [PeerOrder(249)] public int X { get; set; } }" },
        { "TP0020", "[PeerContract] public partial interface IC { Task M(D value); } public class D { [PeerOrder(1)] public int X { get; set; } public int [|Y|] { get; set; } }" },
        { "TP0020", "[PeerContract] public partial interface IC { Task M(D value); } public class D { [PeerOrder(1)] public int X { get; set; } [PeerOrder(1)] public int [|Y|] { get; set; } }" },
        { "TP0020", "[PeerContract] public partial interface IC { Task M(D value); } public class B { public int X { get; set; } } [PeerTolerant] public class [|D|] : B { public int Y { get; set; } }" },
        { "TP0021", "[PeerContract] public partial interface IC { Task M(D value); } [PeerUnion(0, typeof(int))] public interface [|D|];" },
        { "TP0021", "[PeerContract] public partial interface IC { Task M(D value); } [PeerUnion(0, typeof(A))] public interface [|D|]; public class A;" },
        { "TP0021", "[PeerContract] public partial interface IC { Task M(D value); } [PeerUnion(0, typeof(A)), PeerUnion(0, typeof(B))] public interface [|D|]; public class A : D; public class B : D;" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|dynamic|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|IDisposable|] value); }" },
        { "TP0012", "[PeerContract] public unsafe partial interface IC { Task M([|int*|] value); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M(D value); } public class [|D|] : List<int> { public int X { get; set; } }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M(D<int> value); } public class D<T> { public T? V { get; set; } public [|D<D<T>>?|] Next { get; set; } }" },
        { "TP0013", "[PeerContract, PeerError(typeof(D))] public partial interface [|IC|] { Task M(); } file class D { public int X { get; set; } }" },
        { "TP0017", "[PeerContract] public partial interface IC { Task M(D value); } public struct D { public int X; [PeerIgnore] public [|int|] Y; }" },
        { "TP0021", "[PeerContract] public partial interface IC { Task M(D value); } [PeerUnion(0, typeof(A))] public class [|D|]; public class A : D;" },
        { "TP0028", "[PeerContract] public partial interface IC { Task M(D value); } public class D { [PeerIgnore] public required string [|Secret|] { get; set; } public int X { get; set; } }" },
        { "TP0028", "[PeerContract] public partial interface IC { Task M(D value); } public class B { public required string [|Secret|] { set { } } } public class D : B { public int X { get; set; } }" },
        { "TP0029", "[PeerContract] public partial interface IC { Task [|PeerMethods|](); }" },
        { "TP0029", "[PeerContract] public partial interface IC { class [|PeerProxy|]; Task M(); }" },
        { "TP0005", "[PeerContract] public partial interface IC { int [|this|][int x] { get; } }" },
        { "TP0005", "[PeerContract] public partial interface IC { static abstract IC operator [|+|](IC a, IC b); }" },
        { "TP0005", "public interface IBase { protected Task [|M|](); } [PeerContract] public partial interface IC : IBase;" },
        { "TP0005", "public interface IBase { int [|P|] { get; } } [PeerContract] public partial interface IC : IBase;" },
        { "TP0003", "file partial class [|Outer|] { [PeerContract] public partial interface IC { Task M(); } }" },
        { "TP0008", "[PeerContract] public partial interface IC { [|Task<IAsyncEnumerable<int>>|] M(); }" },
        { "TP0008", "[PeerContract] public partial interface IC { [|ref Task|] M(); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([|CancellationToken?|] token = null); }" },
        { "TP0012", "[PeerContract] public partial interface IC { Task M([System.Diagnostics.CodeAnalysis.DisallowNull] [|int?|] x); }" },
        { "TP0029", "[PeerContract] public partial interface [|PeerProxy|] { Task M(); }" },
        { "TP0029", "public interface IBase { Task [|PeerMethods|](); } [PeerContract] public partial interface IC : IBase;" },
        { "TP0022", "[PeerContract] public partial interface IC { Task M(D<int> value); } public class D<T> { [PeerInclude] private T? [|_x|]; public T? X() => _x; }" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_is_named_at_its_place(string id, string marked)
    {
        var (sources, file, start, length) = Unmark(marked);
        var diagnostic = Assert.Single(await Compiler.AnalyzeAsync(sources));
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal($"File{file + 1}.cs", diagnostic.Location.SourceTree!.FilePath);
        Assert.Equal((start, length), (diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public void The_generator_writes_nothing_for_a_contract_that_is_in_violation(string id, string marked)
    {
        var driver = Compiler.CreateDriver().RunGenerators(Compiler.Create("Analyzed", [], Unmark(marked).Sources), TestContext.Current.CancellationToken);
        Assert.True(Compiler.Generated(driver).Count == 0, id);
    }

    /// <summary>Messages that say what is so, and what to write.</summary>
    [Theory]
    [InlineData("[PeerContract] public partial interface IC { Task M(CancellationToken? token = null); }", "a token is never null; remove the '?', and give it '= default' to make it optional")]
    [InlineData("[PeerContract] public partial interface IC { Task? M(); }", "'M' returns 'Task?'")]
    [InlineData("[PeerContract] public partial interface IC { Task<IAsyncEnumerable<int>> M(); }", "'M' returns 'Task<IAsyncEnumerable<int>>'; return Task")]
    [InlineData("public interface IBase { int P { get; } } [PeerContract] public partial interface IC : IBase;", "'IBase.P' cannot be called from afar because it is a property")]
    [InlineData("[PeerContract] public partial interface IC { event Action E; }", "because it is an event; let a method take an IProgress<T>")]
    [InlineData("[PeerContract] public partial interface IC { static abstract Task S(); }", "because it is static, and belongs to no object")]
    [InlineData("[PeerContract(Name = \"a\")] public partial interface IA { } [PeerContract(Name = \"a\")] public partial interface IB { }", "'IB' and 'IA' are both 'a' on the wire")]
    [InlineData("[PeerContract(Name = \"IB\")] public partial interface IA { } [PeerContract] public partial interface IB { }", "'IB' and 'IA' are both 'IB' on the wire")]
    [InlineData("[PeerContract] public partial interface IA { } [PeerContract] public partial interface IB : IA { } class S : IB { void M(PeerSessionBuilder b) => b.Serve(this); }", "'S' implements several contracts (IB, IA), so the compiler cannot infer which is served; write Serve<IB>(...)")]
    [InlineData("namespace N { [PeerContract] public partial interface IA { } [PeerContract] public partial interface IB { } class S : IA, IB; } class C { void M(PeerSessionBuilder b) => b.Serve(\"x\", new N.S()); }", "write Serve<N.IA>(...) or Serve<N.IB>(...)")]
    [InlineData("class S; class C { void M(PeerSessionBuilder b) => b?.Serve(new S()); }", "'S' implements no interface marked [PeerContract]")]
    public async Task A_message_says_what_is_so(string source, string message) =>
        Assert.Contains(message, Assert.Single(await Compiler.AnalyzeAsync(source)).GetMessage(), StringComparison.Ordinal);

    [Fact]
    public async Task An_internal_method_of_a_contract_of_another_assembly_is_named_where_the_contract_is_derived_from()
    {
        const string Base = "namespace Lib; [PeerContract] public partial interface IA { Task M(); internal Task Hidden(); }";
        const string Derived = "[PeerContract] public partial interface IB : Lib.IA { Task N(); }";
        var found = Assert.Single(await Compiler.AnalyzeAsync(Compiler.Create("Derived", [Compiler.Compile("Base", [], Base).Reference], Derived), baseline: null));
        Assert.Equal("TP0005", found.Id);
        Assert.Contains("'IA.Hidden' cannot be called from afar because it is not visible outside 'Base'", found.GetMessage(), StringComparison.Ordinal);

        const string Friend = "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Derived\")] ";
        Assert.NotEmpty(Compiler.Compile("Derived", [Compiler.Compile("Base", [], Friend + Base)], Derived).Generated);
    }

    [Fact]
    public async Task Each_part_of_a_contract_that_is_wrong_is_named() =>
        Assert.Equal(
            ["TP0008", "TP0012", "TP0012"],
            (await Compiler.AnalyzeAsync("[PeerContract] public partial interface IC { int A(); Task B(object x, object y); Task C(int z); }")).Select(diagnostic => diagnostic.Id));

    [Fact]
    public async Task A_data_type_that_two_contracts_share_is_named_once() =>
        Assert.Single(await Compiler.AnalyzeAsync(
            "[PeerContract] public partial interface IA { Task M(D d); } [PeerContract] public partial interface IB { Task M(D d); } public class D { public object? O { get; set; } }"));

    [Fact]
    public void A_contract_that_is_marked_twice_stops_nobody_else()
    {
        var result = Compiler.CreateDriver().RunGenerators(
            Compiler.Create("Analyzed", [], "[PeerContract] public partial interface IC { Task M(); } [PeerContract] public partial interface IC; [PeerContract] public partial interface ID { Task M(); }"),
            TestContext.Current.CancellationToken).GetRunResult();
        Assert.Null(result.Results.Single().Exception);
        Assert.Equal(["IC.g.cs", "ID.g.cs"], result.Results.Single().GeneratedSources.Select(source => source.HintName));
    }

    [Fact]
    public async Task A_good_contract_is_passed_over_in_silence() =>
        Assert.Empty(await Compiler.AnalyzeAsync("[PeerContract] public partial interface IC { Task<string> M(List<int?> x, CancellationToken token = default); }"));

    private static (string[] Sources, int File, int Start, int Length) Unmark(string marked)
    {
        var sources = marked.Split("\n//---\n");
        var file = Array.FindIndex(sources, source => source.Contains("[|", StringComparison.Ordinal));
        var start = sources[file].IndexOf("[|", StringComparison.Ordinal);
        var end = sources[file].IndexOf("|]", StringComparison.Ordinal) - 2;
        sources[file] = sources[file].Replace("[|", string.Empty, StringComparison.Ordinal).Replace("|]", string.Empty, StringComparison.Ordinal);
        return (sources, file, start, end - start);
    }
}
