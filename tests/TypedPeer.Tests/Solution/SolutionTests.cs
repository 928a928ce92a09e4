using System.Text.RegularExpressions;
using System.Xml.Linq;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Solution;

/// <summary>
/// The default configurations build from a feed that lacks some packages: projects that need one are built by the configuration
/// Integrations only, which builds everything.
/// </summary>
public sealed partial class SolutionTests
{
    private static readonly string[] LackedPackages = ["SIPSorcery", "Verify.XunitV3", "Verify.SourceGenerators"];

    /// <summary>The kinds of items that name a project; one that refers to others as a list names them in a list of the second kind.</summary>
    private static readonly string[] ProjectReferences = ["ProjectReference", "CompilerProject"];

    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "TypedPeer.sln"));

    public static IEnumerable<TheoryDataRow<string, string>> Projects => ProjectLine()
        .Matches(Text)
        .Select(match => new TheoryDataRow<string, string>(match.Groups["path"].Value.Replace('\\', '/'), match.Groups["id"].Value));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_is_built_where_its_packages_are(string path, string id)
    {
        var needsPackage = Needs(Path.Combine(RepositoryRoot.Path, path), []);

        Assert.Contains($"{id}.Integrations|Any CPU.Build.0 = ", Text, StringComparison.Ordinal);
        Assert.Equal(!needsPackage, Text.Contains($"{id}.Debug|Any CPU.Build.0 = ", StringComparison.Ordinal));
        Assert.Equal(!needsPackage, Text.Contains($"{id}.Release|Any CPU.Build.0 = ", StringComparison.Ordinal));
    }

    [Fact]
    public void Some_projects_need_those_packages() => Assert.Contains(Projects, row => Needs(Path.Combine(RepositoryRoot.Path, row.Data.Item1), []));

    /// <summary>Whether a project, or one it refers to, needs a package that a feed may lack.</summary>
    private static bool Needs(string project, HashSet<string> seen)
    {
        if (!seen.Add(Path.GetFullPath(project)))
        {
            return false;
        }

        var items = XDocument.Load(project).Descendants().Select(item => (Kind: item.Name.LocalName, Target: item.Attribute("Include")?.Value ?? string.Empty)).ToList();
        return items.Exists(item => item.Kind == "PackageReference" && LackedPackages.Contains(item.Target))
            || items.Exists(item => ProjectReferences.Contains(item.Kind) && item.Target.IndexOfAny(['$', '@']) < 0
                && Needs(Path.Combine(Path.GetDirectoryName(project)!, item.Target.Replace('\\', '/')), seen));
    }

    [GeneratedRegex(@"^Project\(""\{[^}]+\}""\) = ""[^""]+"", ""(?<path>[^""]+\.csproj)"", ""(?<id>\{[^}]+\})""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ProjectLine();
}
