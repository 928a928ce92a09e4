using System.Text.RegularExpressions;
using TypedPeer.Testing;

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

    private static string Read(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", page)).ReplaceLineEndings("\n");

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\[(Fact|Theory|RequiresPeer)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(Task|void|ValueTask) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declared();
}
