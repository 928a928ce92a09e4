using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;
using TypedPeer.CodeFixes;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Fixes;

public class CodeFixTests
{
    private static readonly FixAllScope[] Scopes = [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_contract_is_made_partial() => VerifyAsync(
        new MakePartialFix(),
        """
        [PeerContract]
        public interface IA { Task M(); }

        // about IB
        [PeerContract] interface IB { Task M(); }
        """,
        """
        [PeerContract]
        public partial interface IA { Task M(); }

        // about IB
        [PeerContract] partial interface IB { Task M(); }
        """);

    [Fact]
    public Task The_types_around_a_contract_are_made_partial() => VerifyAsync(
        new MakePartialFix(),
        """
        // about Outer
        static class Outer { public sealed class Inner { [PeerContract] public partial interface IA { Task M(); } } }
        """,
        """
        // about Outer
        static partial class Outer { public sealed partial class Inner { [PeerContract] public partial interface IA { Task M(); } } }
        """);

    [Fact]
    public Task A_return_type_is_wrapped() => VerifyAsync(
        new WrapReturnTypeFix(),
        "[PeerContract] public partial interface IA { int A(); void B(int x); List<string?> C(); }",
        "[PeerContract] public partial interface IA { ValueTask<int> A(); ValueTask B(int x); ValueTask<List<string?>> C(); }");

    [Fact]
    public Task A_stream_gets_a_cancellation_token() => VerifyAsync(
        new AddCancellationTokenFix(),
        "[PeerContract] public partial interface IA { IAsyncEnumerable<int> A(); IAsyncEnumerable<int> B(int x, string y = \"\"); }",
        "[PeerContract] public partial interface IA { IAsyncEnumerable<int> A(CancellationToken cancellationToken = default); IAsyncEnumerable<int> B(int x, string y = \"\", CancellationToken cancellationToken = default); }");

    [Fact]
    public Task A_method_with_a_result_is_no_longer_one_way() => VerifyAsync(
        new RemoveOneWayFix(),
        "[PeerContract] public partial interface IA { [OneWay] Task<int> A(); [Concurrent, OneWay] Task<int> B(); }",
        "[PeerContract] public partial interface IA { Task<int> A(); [Concurrent] Task<int> B(); }");

    [Fact]
    public Task Members_get_the_orders_that_are_missing() => VerifyAsync(
        new AddOrderFix(),
        """
        [PeerContract] public partial interface IA { Task A(D d, E e); }
        public class D
        {
            [PeerOrder(3)]
            public int X { get; set; }
            // about Y
            public int Y { get; set; }
            public string? Z;
        }
        public class E
        {
            [PeerOrder(0)] public int X { get; set; }
            public int Y { get; set; }
        }
        """,
        """
        [PeerContract] public partial interface IA { Task A(D d, E e); }
        public class D
        {
            [PeerOrder(3)]
            public int X { get; set; }
            // about Y
            [PeerOrder(4)]
            public int Y { get; set; }
            [PeerOrder(5)]
            public string? Z;
        }
        public class E
        {
            [PeerOrder(0)] public int X { get; set; }
            [PeerOrder(1)]
            public int Y { get; set; }
        }
        """);

    [Fact]
    public Task Members_of_every_part_and_base_class_get_an_order() => VerifyAsync(
        new AddOrderFix(),
        """
        [PeerContract] public partial interface IA { Task A(D d, T t); }
        public partial class D { public int X { get; set; } public int Computed => X; [PeerIgnore] public int Y { get; set; } }
        public class B { public int X { get; set; } }
        [PeerTolerant] public class T : B { public int Z { get; set; } [PeerInclude] internal int W { get; set; } }
        """,
        """
        [PeerContract] public partial interface IA { Task A(D d, T t); }
        public partial class D { [PeerOrder(0)] public int X { get; set; } public int Computed => X; [PeerIgnore] public int Y { get; set; } }
        public class B { [PeerOrder(0)] public int X { get; set; } }
        [PeerTolerant] public class T : B { [PeerOrder(1)] public int Z { get; set; } [PeerOrder(2)][PeerInclude] internal int W { get; set; } }
        """,
        others: ("public partial class D { public int Z { get; set; } }", "public partial class D { [PeerOrder(1)] public int Z { get; set; } }"));

    [Fact]
    public Task Parameters_of_a_record_get_an_order() => VerifyAsync(
        new AddOrderFix(),
        "[PeerContract] public partial interface IA { Task A(D d); } public record D(int X, [property: PeerOrder(4)] int Y) { public int Z { get; set; } }",
        "[PeerContract] public partial interface IA { Task A(D d); } public record D([property: PeerOrder(5)] int X, [property: PeerOrder(4)] int Y) { [PeerOrder(6)] public int Z { get; set; } }");

    [Fact]
    public async Task The_wire_baseline_of_a_solution_gets_what_is_new_and_keeps_its_line_ends()
    {
        var document = Create("[PeerContract] public partial interface IA { Task A(); Task B(); }", "# x\r\n\r\ncontract IOld\r\n");
        var fix = new AddToBaselineFix();
        var all = await MatchingAsync(fix, document);
        foreach (var scope in Scopes)
        {
            var action = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(document, fix, scope, nameof(AddToBaselineFix), fix.FixableDiagnosticIds, new Provider([.. all]), Token));
            var text = (await (await ApplyAsync(action!)).Projects.Single().AdditionalDocuments.Single().GetTextAsync(Token)).ToString();
            Assert.Contains("contract IA\r\n    A() = () -> void\r\n    B() = () -> void\r\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", text.Replace("\r\n", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task A_data_type_that_changed_is_made_tolerant() => VerifyAsync(
        new MakeTolerantFix(),
        """
        [PeerContract] public partial interface IA { Task A(D d); }
        // about D
        public class D { public int X { get; set; } public int Y { get; set; } }
        """,
        """
        [PeerContract] public partial interface IA { Task A(D d); }
        // about D
        [PeerTolerant]
        public class D { public int X { get; set; } public int Y { get; set; } }
        """,
        baseline: """
        contract IA
            A(D) = ({D}) -> void
        type D = object
            X: int32
        """,
        // What it was before is still not what it is: the fix is for types no peer is deployed with yet, or whose peers go.
        remains: "TP0025");

    [Fact]
    public async Task The_wire_baseline_gets_what_is_new()
    {
        var document = Create("[PeerContract] public partial interface IA { Task A(D d); } public class D { public int X { get; set; } }", "contract IOld\n    M() = () -> void\n");
        var diagnostic = (await DiagnoseAsync(document)).First(found => found.Id == "TP0024");
        var solution = await ApplyAsync(await ActionAsync(new AddToBaselineFix(), document, diagnostic));
        var text = await solution.Projects.Single().AdditionalDocuments.Single().GetTextAsync(Token);
        Assert.Equal(
            """
            # What this project's contracts look like on the wire. See docs/versioning.md before you change a line by hand.

            contract IA
                A(D) = ({D}) -> void

            contract IOld
                M() = () -> void

            type D = object
                X: int32

            """,
            text.ToString());
    }

    private static async Task VerifyAsync(
        CodeFixProvider fix, string before, string after, string? baseline = null, string? remains = null, (string Before, string After)? others = null)
    {
        // One by one, as often as there is something to fix ...
        var document = Create(before, baseline, others?.Before);
        for (var diagnostics = await MatchingAsync(fix, document); diagnostics.Count > 0 && diagnostics[0].Id != remains; diagnostics = await MatchingAsync(fix, document))
        {
            document = (await ApplyAsync(await ActionAsync(fix, document, diagnostics[0]))).GetDocument(document.Id)!;
        }

        if (remains is not null)
        {
            document = (await ApplyAsync(await ActionAsync(fix, document, (await MatchingAsync(fix, document))[0]))).GetDocument(document.Id)!;
        }

        Assert.Equal(after, await TextAsync(document));

        await VerifyOtherAsync(document, others?.After);

        // ... and all at once, in the document, the project and the solution.
        foreach (var scope in Scopes)
        {
            document = Create(before, baseline, others?.Before);
            var all = await MatchingAsync(fix, document);
            var provider = new Provider([.. all]);
            var equivalence = (await ActionAsync(fix, document, all[0])).EquivalenceKey;
            var context = new FixAllContext(document, fix, scope, equivalence, fix.FixableDiagnosticIds, provider, Token);
            var action = await fix.GetFixAllProvider()!.GetFixAsync(context);
            document = (await ApplyAsync(action!)).GetDocument(document.Id)!;
            Assert.Equal(after, await TextAsync(document));
            await VerifyOtherAsync(document, others?.After);
        }
    }

    private static async Task VerifyOtherAsync(Document document, string? expected)
    {
        if (expected is not null)
        {
            Assert.Equal(expected, await TextAsync(document.Project.Documents.Single(other => other.Name == "Other.cs")));
        }
    }

    private static Document Create(string source, string? baseline, string? other = null)
    {
        var workspace = new AdhocWorkspace();
        var compilation = Compiler.Create("Fixed", []);
        var project = workspace.AddProject("Fixed", LanguageNames.CSharp)
            .WithCompilationOptions(compilation.Options)
            .WithParseOptions(Compiler.ParseOptions)
            .WithMetadataReferences(compilation.References);
        project = project.AddDocument("Usings.cs", compilation.SyntaxTrees[0].GetText(Token)).Project;
        if (baseline is not null)
        {
            project = project.AddAdditionalDocument("PeerContracts.txt", baseline, filePath: "PeerContracts.txt").Project;
        }

        var document = project.AddDocument("Source.cs", SourceText.From(source), filePath: "Source.cs");
        return other is null
            ? document
            : document.Project.AddDocument("Other.cs", SourceText.From(other), filePath: "Other.cs").Project.GetDocument(document.Id)!;
    }

    private static async Task<IReadOnlyList<Diagnostic>> MatchingAsync(CodeFixProvider fix, Document document) =>
        [.. (await DiagnoseAsync(document)).Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id))];

    private static async Task<IReadOnlyList<Diagnostic>> DiagnoseAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync(Token))!;
        var baseline = document.Project.AdditionalDocuments.SingleOrDefault() is { } file ? (await file.GetTextAsync(Token)).ToString() : null;
        var tree = await document.GetSyntaxTreeAsync(Token);
        return [.. (await Compiler.AnalyzeAsync(compilation, baseline)).Where(diagnostic => diagnostic.Location.SourceTree == tree)];
    }

    private static async Task<CodeAction> ActionAsync(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), Token));
        return Assert.Single(actions);
    }

    private static async Task<Solution> ApplyAsync(CodeAction action) =>
        (await action.GetOperationsAsync(Token)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private static async Task<string> TextAsync(Document document)
    {
        var simplified = await Simplifier.ReduceAsync(document, Simplifier.Annotation, cancellationToken: Token);
        var formatted = await Formatter.FormatAsync(simplified, SyntaxAnnotation.ElasticAnnotation, cancellationToken: Token);
        return (await formatted.GetTextAsync(Token)).ToString().ReplaceLineEndings("\n");
    }

    private sealed class Provider(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => !diagnostic.Location.IsInSource));

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
