using System.Text.RegularExpressions;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Docs;

/// <summary>docs/guarantees.md names tests of all projects; the sources are looked at, since no test project knows the others.</summary>
public partial class GuaranteesTests
{
    [Fact]
    public void Every_test_the_guarantees_name_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "TypedPeer.Testing", "Conformance"), "*Conformance.cs"))
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var missing = Page().Where(name => !tests.Contains(name)).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_promise_names_a_test()
    {
        Assert.NotEmpty(Page());
        var promises = File.ReadLines(PagePath).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| promise", StringComparison.Ordinal)).ToList();
        Assert.All(promises, line => Assert.Matches(Named(), line));
    }

    private static string PagePath => Path.Combine(RepositoryRoot.Path, "docs", "guarantees.md");

    private static List<string> Page() => [.. Named().Matches(File.ReadAllText(PagePath)).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\[(Fact|Theory|RequiresPeer)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(Task|void|ValueTask) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declared();
}
