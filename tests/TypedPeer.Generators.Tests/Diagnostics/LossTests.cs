using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Generators.Analyzers.Contracts;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Diagnostics;

/// <summary>What would be lost without a word is named at its type.</summary>
public class LossTests
{
    private const string Contract = "[PeerContract] public partial interface IC { Task M(D value); }\n";

    /// <summary>Code with the span of the hint between brackets with bars, and a part of what it says.</summary>
    public static TheoryData<string, string, string> Losses => new()
    {
        { "TP0031", "public class [|D|] { private readonly List<string> _lines = []; public int Id { get; set; } public IReadOnlyList<string> Lines => _lines; }", "'_lines'" },
        { "TP0031", "public class [|D|] { private int _p = 3; public int P() => _p; }", "'_p'" },
        { "TP0031", "public class [|D|] { private string Secret { get; set; } = \"\"; public int A { get; set; } public string S() => Secret; }", "'Secret'" },
        { "TP0031", "public class B { protected int Kept; public void Keep() => Kept++; } public class [|D|] : B { public int A { get; set; } }", "'Kept'" },
        { "TP0031", "public interface I { int X { get; set; } } public class [|D|] : I { public int A { get; set; } int I.X { get; set; } }", "'I.X'" },
        { "TP0031", "public class [|D|] : IEnumerable<string> { private readonly List<string> _items = []; public void Add(string item) => _items.Add(item); public IEnumerator<string> GetEnumerator() => _items.GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }", "collection of its own" },
        { "TP0031", "[PeerTolerant] public class [|D|] : IReadOnlyDictionaryOf { public int Extra { get; set; } } public abstract class IReadOnlyDictionaryOf : IEnumerable<int> { public IEnumerator<int> GetEnumerator() { yield break; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }", "collection of its own" },
        { "TP0031", "public partial class [|D|];", "source generator" },
        { "TP0031", "public partial record struct [|D|];", "source generator" },
        { "TP0032", "public class D { public int A { get; set; } } public sealed class [|E|] : D { public int B { get; set; } }", "'E' arrives as 'D'" },
        { "TP0032", "public record D(int A); public record F(int A) : D(A); public sealed record [|E|](int A, int B) : F(A);", "'E' arrives as 'D'" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_a_type_holds_and_does_not_carry_is_named_at_the_type(string id, string marked, string part)
    {
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var source = Contract + marked.Replace("[|", string.Empty, StringComparison.Ordinal).Replace("|]", string.Empty, StringComparison.Ordinal);
        var hint = Assert.Single(await Compiler.AnalyzeAsync(source));
        Assert.Equal((id, DiagnosticSeverity.Info), (hint.Id, hint.Severity));
        Assert.Equal(Contract.Length + start, hint.Location.SourceSpan.Start);
        Assert.Contains(part, hint.GetMessage(), StringComparison.Ordinal);
        Assert.NotEmpty(Compiler.Compile(source).Generated);
    }

    [Theory]
    [InlineData("public class D { private int _a; public int A { get => _a; set => _a = value; } }")]
    [InlineData("public class D { private int stored; public int Number { get => stored; set => stored = value; } }")]
    [InlineData("public class D { private readonly object _gate = new(); private readonly SemaphoreSlim _turn = new(1); private Action? _changed; public int A { get; set; } public void Lock() { lock (_gate) { _turn.Release(); _changed?.Invoke(); } } public void On(Action a) => _changed = a; }")]
    [InlineData("public class D { [PeerIgnore] private int _cache; public int A { get; set; } public int C() => _cache++; }")]
    [InlineData("public class D { [PeerInclude] private int _a; public int A() => _a++; }")]
    [InlineData("public record D(List<string> Items) : IEnumerable<string> { public IEnumerator<string> GetEnumerator() => Items.GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }")]
    [InlineData("public class D; public sealed class E : D;")]
    [InlineData("public class D { public int A { get; set; } } public sealed class E : D { public int Twice => A * 2; }")]
    [InlineData("public readonly struct D(int a) { private readonly int _a = a; public int A => _a; }")]
    public async Task What_is_carried_or_is_no_data_is_not_named(string source) => Assert.Empty(await Compiler.AnalyzeAsync(Contract + source));

    [Fact]
    public async Task A_type_that_is_a_case_of_the_same_union_as_its_base_is_not_cut_down() =>
        Assert.Empty(await Compiler.AnalyzeAsync(Contract + "[PeerUnion(0, typeof(A)), PeerUnion(1, typeof(B))] public interface D; public class A : D { public int X { get; set; } } public class B : A { public int Y { get; set; } }"));

    [Theory]
    [InlineData("public partial struct D { }", "partial struct D { public Guid Value { get; } public D(Guid value) => Value = value; }", "TP0031", "'Value'")]
    [InlineData("public partial class D { private string _name = \"\"; public int Age { get; set; } }", "partial class D { public string Name { get => _name; set => _name = value; } }", "TP0031", "'Name'")]
    [InlineData("public partial record D;", "partial record D { public string Text { get; init; } = \"\"; }", "TP0031", "'Text'")]
    [InlineData("public partial class Other;", "public partial class D { public string Text { get; init; } = \"\"; }", "TP0012", "source generator")]
    public async Task What_another_generator_writes_is_named_at_the_type(string source, string written, string id, string part)
    {
        var start = Compiler.Create("Analyzed", [], Contract + source);
        CSharpGeneratorDriver.Create([new PeerContractGenerator().AsSourceGenerator(), new OtherGenerator(written).AsSourceGenerator()], parseOptions: Compiler.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(start, out var compilation, out _, TestContext.Current.CancellationToken);
        var said = await compilation.WithAnalyzers([new PeerContractAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var hint = Assert.Single(said);
        Assert.Equal(id, hint.Id);
        Assert.Contains(part, hint.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/p/obj/Debug/net10.0/")]
    [InlineData("/p/obj/Debug/net10.0/generated/")]
    [InlineData("C:\\\\p\\\\obj\\\\")]
    public async Task What_a_tool_writes_before_the_compiler_runs_is_seen_although_it_lies_beside_what_generators_write(string folder)
    {
        CSharpCompilation With(string path, string source) => Compiler.Create("Analyzed", [], Contract + "public partial class D { public G? Of { get; set; } } public partial class G;")
            .AddSyntaxTrees(
                CSharpSyntaxTree.ParseText("// nothing", Compiler.ParseOptions, folder + "TypedPeer.Generators/TypedPeer.Generators.PeerContractGenerator/IC.g.cs", cancellationToken: TestContext.Current.CancellationToken),
                CSharpSyntaxTree.ParseText(source, Compiler.ParseOptions, folder + path, cancellationToken: TestContext.Current.CancellationToken));
        const string Tool = "#nullable enable\npublic partial class G { public int A { get; set; } }";
        Assert.Empty(await Compiler.AnalyzeAsync(With("Protos/G.cs", Tool), baseline: null));
        Assert.Empty(await Compiler.AnalyzeAsync(With("Views/Main/G.g.cs", Tool), baseline: null));
        Assert.Equal("TP0031", Assert.Single(await Compiler.AnalyzeAsync(With("Other/Other.Generator/G.g.cs", Tool), baseline: null)).Id);
    }

    [Theory]
    [InlineData("[StructLayout(LayoutKind.Explicit)] public struct D { [FieldOffset(0)] public uint All; [FieldOffset(0)] public byte First; }", "layout")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Pack = 1)] public struct D { public byte A; public int B; }", "layout")]
    [InlineData("[StructLayout(LayoutKind.Auto)] public struct D { public byte A; public long B; public byte C; }", "layout")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Size = 64)] public struct D { public byte A; }", "layout")]
    [InlineData("public struct D { public int A; public E B; } [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct E { public byte A; public int B; }", "layout")]
    [InlineData("public unsafe struct D { public fixed int A[4]; }", "fixed buffer")]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(4)] public struct D { private int _a; }", "inline array")]
    public async Task A_struct_of_another_assembly_is_not_copied_where_its_layout_is_not_the_natural_one(string source, string part)
    {
        var library = Library(source);
        var said = Assert.Single(await Compiler.AnalyzeAsync(Compiler.Create("Analyzed", [library], Contract), baseline: null));
        Assert.Equal("TP0017", said.Id);
        Assert.Contains(part, said.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("D", Contract.Substring(said.Location.SourceSpan.Start, said.Location.SourceSpan.Length));
    }

    [Theory]
    [InlineData("public struct D { public byte A; public long B; }")]
    [InlineData("[StructLayout(LayoutKind.Sequential)] public struct D { public byte A; public long B; }")]
    [InlineData("public struct D { }")]
    [InlineData("public readonly record struct D(int A, bool B);")]
    [InlineData("[StructLayout(LayoutKind.Auto)] public struct D { public byte A; public string? B; }")]
    public async Task A_struct_of_another_assembly_travels_where_its_layout_is_the_natural_one_or_does_not_matter(string source) =>
        Assert.Empty(await Compiler.AnalyzeAsync(Compiler.Create("Analyzed", [Library(source)], Contract), baseline: null));

    private static MetadataReference Library(string source)
    {
        using var image = new MemoryStream();
        var emitted = Compiler.Create("Library", [], "using System.Runtime.InteropServices;\n" + source).Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>Stands for the generators of other packages.</summary>
    private sealed class OtherGenerator(string written) : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, (output, _) => output.AddSource("other.g.cs", "#nullable enable\n" + written));
    }
}
