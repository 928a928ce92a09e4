using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Generators.Analyzers.Baseline;
using TypedPeer.Generators.Analyzers.Contracts;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Diagnostics;

public partial class PagesTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "docs", "diagnostics");

    private static readonly DiagnosticDescriptor[] Rules =
        [.. new DiagnosticAnalyzer[] { new PeerContractAnalyzer(), new WireBaselineAnalyzer() }.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static IEnumerable<TheoryDataRow<string>> Ids => Rules.Select(rule => new TheoryDataRow<string>(rule.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_sample_of_a_page_violates_its_rule_and_no_other(string id)
    {
        var (violation, _, baseline, _) = Read(id);
        var found = await AnalyzeAsync(baseline, violation);
        Assert.NotEmpty(found);
        Assert.All(found, diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_fixed_sample_of_a_page_no_longer_violates_it(string id)
    {
        var (_, remedy, _, baseline) = Read(id);
        Assert.DoesNotContain(await AnalyzeAsync(baseline, remedy), diagnostic => diagnostic.Id == id || diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.NotEmpty(Compiler.Compile("Fixed", [], remedy).Generated);
    }

    [Fact]
    public void Every_page_and_every_release_note_belongs_to_a_rule()
    {
        var ids = Rules.Select(rule => rule.Id).ToList();
        Assert.Equal(ids, Directory.GetFiles(Folder, "TP*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));
        var notes = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "generators", "TypedPeer.Generators", "AnalyzerReleases.Unshipped.md"));
        Assert.All(ids, id => Assert.Contains(id, notes));
        Assert.All(Rules, rule => Assert.EndsWith($"docs/diagnostics/{rule.Id}.md", rule.HelpLinkUri));
    }

    // In a project that asks for whatever rules are about.
    private static Task<System.Collections.Immutable.ImmutableArray<Diagnostic>> AnalyzeAsync(string? baseline, string[] sources) =>
        Compiler.AnalyzeAsync(Compiler.Create("Analyzed", [], sources), baseline, ("TypedPeerTypeScript", "api"));

    // A second baseline belongs to the fixed sample.
    private static (string[] Violation, string[] Remedy, string? Baseline, string? Fixed) Read(string id)
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n"));
        var code = blocks.Where(block => block.Groups["kind"].Value == "csharp").Select(block => block.Groups["text"].Value.Split("//--- another file\n")).ToList();
        var baselines = blocks.Where(block => block.Groups["kind"].Value == "text").Select(block => block.Groups["text"].Value).ToList();
        return (code[0], code[1], baselines.FirstOrDefault(), baselines.LastOrDefault());
    }

    [GeneratedRegex("```(?<kind>\\w+)\n(?<text>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Block();
}
