using System.Globalization;
using System.Text.RegularExpressions;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Docs;

/// <summary>Pages name tests of several projects; the sources are looked at, since no test project knows the others.</summary>
public partial class DocumentationTests
{
    private static readonly HashSet<string> Tests = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .SelectMany(file => Declared().Matches(File.ReadAllText(file)))
        .Select(match => match.Groups["name"].Value)
        .ToHashSet(StringComparer.Ordinal);

    [Theory]
    [InlineData("contracts.md")]
    [InlineData("versioning.md")]
    public void Every_test_a_page_names_exists(string page)
    {
        var named = Name().Matches(Read(page)).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Tests));
    }

    [Theory]
    [InlineData("contracts.md")]
    [InlineData("versioning.md")]
    public void Every_row_of_a_table_with_tests_names_one(string page)
    {
        var hasTests = false;
        foreach (var line in Read(page).Split('\n'))
        {
            if (!line.StartsWith('|'))
            {
                hasTests = false;
            }
            else if (line.TrimEnd().EndsWith("| test |", StringComparison.Ordinal))
            {
                hasTests = true;
            }
            else if (hasTests && !line.StartsWith("|---", StringComparison.Ordinal))
            {
                Assert.Matches(Name(), line);
            }
        }
    }

    [Fact]
    public void Every_example_of_a_call_compiles_as_it_is_printed()
    {
        var examples = Read("contracts.md").Split("## Contracts")[0].Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => Example().Match(line).Groups["code"].Value.Trim('`'))
            .Where(code => code.Length > 0)
            .ToList();
        Assert.InRange(examples.Count, 20, 100);
        var source = new System.Text.StringBuilder("using System.IO; using System.IO.Pipelines;");
        for (var i = 0; i < examples.Count; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $"namespace Example{i} {{\n{Whole(examples[i])}\n}}\n");
        }

        Assert.NotEmpty(Compiler.Compile("Examples", [], source.ToString(), Around).Generated);
    }

    private const string Around = """
        public readonly record struct Tick(DateTimeOffset At); public readonly record struct Point(int X, int Y); public sealed record Step(int Done); public sealed record OutOfStock(int Left);
        [PeerContract] public partial interface ICounter { ValueTask<int> NextAsync(); }
        """;

    // A method stands in a contract, an attribute on one, a statement where there is something to use.
    private static string Whole(string example) => example switch
    {
        _ when example.StartsWith("[PeerError", StringComparison.Ordinal) => $"[PeerContract] {example} public partial interface IExample {{ Task M(); }}",
        _ when example.Contains(" interface ", StringComparison.Ordinal) => $"[PeerContract] {example} {{ }}",
        _ when Statement().IsMatch(example) =>
            $"static class Example {{ public static void Run(ICounter counter, PeerSessionBuilder builder, ICounter room, PeerSession session) {{ {(example.EndsWith(';') ? example : $"_ = {example};")} }} }}",
        _ => $"[PeerContract] public partial interface IExample {{ {example} }}",
    };

    private static string Read(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", page)).ReplaceLineEndings("\n");

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\|[^|]*\| (?<code>`[^`]+`|)[^|]*\| `[A-Z]\w+_", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^(PeerReference|builder|session)\.", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\[(Fact|Theory|RequiresPeer)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(Task|void|ValueTask) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declared();
}
