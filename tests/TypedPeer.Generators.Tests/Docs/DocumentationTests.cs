using System.Reflection;
using System.Text.RegularExpressions;
using TypedPeer.Testing;

namespace TypedPeer.Generators.Tests.Docs;

public partial class DocumentationTests
{
    [Theory]
    [InlineData("contracts.md")]
    [InlineData("versioning.md")]
    public void Every_test_a_page_names_exists(string page)
    {
        var tests = typeof(DocumentationTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttributes().OfType<FactAttribute>().Any())
            .Select(method => method.Name)
            .ToHashSet();
        var named = Name().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", page))).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [GeneratedRegex("`(?<name>[A-Z][a-z0-9]*(_[a-z0-9]+)+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}
