using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Chapters;

/// <summary>The plan of the generator: which folder may use which.</summary>
public partial class ChaptersTests
{
    private const string Model = "Model.";
    private const string Root = "TypedPeer.Generators";

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "generators", Root);

    // Each after all that it uses, so that no two use each other, not even by way of a third. Whoever uses models may use them all.
    private static readonly (string Chapter, string[] Uses)[] Plan =
    [
        ("Model.Values", []),
        ("Model.Names", ["Model.Values"]),
        ("Model.WireTypes", ["Model.Names", "Model.Values"]),
        ("Model.DataTypes", ["Model.Names", "Model.Values", "Model.WireTypes"]),
        ("Model.Contracts", ["Model.DataTypes", "Model.Names", "Model.Values", "Model.WireTypes"]),
        ("Model.Libraries", ["Model.Contracts", "Model.DataTypes", "Model.Names", "Model.Values", "Model.WireTypes"]),
        ("Shapes", ["Model"]),
        ("Parser.Issues", []),
        ("Parser.Symbols", ["Model"]),
        ("Parser.Naming", ["Model", "Parser.Symbols"]),
        ("Parser.Context", ["Model", "Parser.Issues", "Parser.Naming", "Parser.Symbols", "Shapes"]),
        ("Parser.Types", ["Model", "Parser.Context", "Parser.Issues", "Parser.Naming", "Parser.Symbols", "Shapes"]),
        ("Parser.DataTypes", ["Model", "Parser.Context", "Parser.Issues", "Parser.Naming", "Parser.Symbols", "Parser.Types", "Shapes"]),
        ("Parser.Contracts", ["Model", "Parser.Context", "Parser.DataTypes", "Parser.Issues", "Parser.Naming", "Parser.Symbols", "Parser.Types", "Shapes"]),
        ("Parser.Memory", ["Model", "Parser.Context", "Parser.Contracts", "Parser.Issues", "Parser.Symbols", "Shapes"]),
        ("Parser.Libraries", ["Model", "Parser.Context", "Parser.Contracts", "Parser.Issues", "Parser.Naming", "Parser.Symbols", "Parser.Types", "Shapes"]),
        ("Emitter.Code", ["Model", "Shapes"]),
        ("Emitter.Codecs", ["Emitter.Code", "Model"]),
        ("Emitter.Contracts", ["Emitter.Code", "Model"]),
        ("Emitter.TypeScript", ["Emitter.Code", "Model", "Shapes"]),
        ("Analyzers.Rules", ["Parser.Issues"]),
        ("Analyzers.Contracts", ["Analyzers.Rules", "Emitter.TypeScript", "Model", "Parser.Context", "Parser.Contracts", "Parser.Issues", "Parser.Memory", "Parser.Naming", "Parser.Symbols", "Shapes"]),
        ("Analyzers.Baseline", ["Analyzers.Rules", "Model", "Parser.Context", "Parser.Contracts", "Parser.Issues", "Parser.Memory", "Parser.Naming", "Parser.Symbols", "Shapes"]),
    ];

    [Fact]
    public void Every_chapter_is_in_the_plan_after_all_that_it_uses()
    {
        Assert.Equal(Plan.Select(entry => entry.Chapter).Order(StringComparer.Ordinal), Files().Select(file => file.Chapter).Where(chapter => chapter.Length > 0).Distinct().Order(StringComparer.Ordinal));
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (chapter, uses) in Plan)
        {
            Assert.All(uses, used => Assert.Contains(used, known));
            known.Add(chapter);
            known.Add(Whole(chapter));
        }
    }

    // A namespace sees those around it without saying so; hence only folders without folders hold files, the root aside.
    [Fact]
    public void A_chapter_uses_what_the_plan_allows_and_nothing_else()
    {
        var used = Plan.ToDictionary(entry => entry.Chapter, _ => new SortedSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (chapter, text) in Files().Where(file => file.Chapter.Length > 0))
        {
            used[chapter].UnionWith(Usings().Matches(text).Select(match => match.Groups["chapter"].Value).Select(other => chapter.StartsWith(Model, StringComparison.Ordinal) ? other : Whole(other)));
            Assert.DoesNotContain(Plan, other => other.Chapter.StartsWith(chapter + ".", StringComparison.Ordinal));
        }

        Assert.All(Plan, entry => Assert.Equal(entry.Uses.Order(StringComparer.Ordinal), used[entry.Chapter]));
    }

    [Fact]
    public void No_chapter_has_more_than_twenty_files_and_no_file_more_than_twenty_kilobytes()
    {
        Assert.All(Files().GroupBy(file => file.Chapter), chapter => Assert.InRange(chapter.Count(), 1, 20));
        Assert.All(Files(), file => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(file.Text), 1, 20_000));
    }

    [Fact]
    public void Only_the_emitter_holds_code()
    {
        foreach (var (chapter, text) in Files().Where(file => !file.Chapter.StartsWith("Emitter", StringComparison.Ordinal)))
        {
            var literals = CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
                .DescendantTokens()
                .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken));
            Assert.All(literals, literal => Assert.DoesNotMatch(Code(), literal.Text));
        }
    }

    private static string Whole(string chapter) => chapter.StartsWith(Model, StringComparison.Ordinal) ? "Model" : chapter;

    private static IEnumerable<(string Chapter, string Text)> Files() =>
        Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(Folder, path).Split(Path.DirectorySeparatorChar)))
            .Where(file => file.Relative[0] is not ("bin" or "obj"))
            .Select(file => (string.Join(".", file.Relative[..^1]), File.ReadAllText(file.Path)));

    // A root, a codec or an attribute.
    [GeneratedRegex(@"global::|Codec\b|\[System", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^using (static )?TypedPeer\.Generators\.(?<chapter>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Usings();
}
