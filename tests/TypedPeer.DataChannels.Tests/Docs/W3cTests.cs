using System.Reflection;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Docs;

/// <summary>docs/w3c.md names what there is, all of it, and a test for each row.</summary>
public sealed class W3cTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "w3c.md"));

    [Fact]
    public void Every_row_names_tests_that_exist()
    {
        var tests = DeclaredTests.FindAll();
        var rows = Lines.Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| test |", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var names = Quoted(row.Split('|')[3]).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, tests));
        });
        Assert.All(Lines.Where(static line => !line.StartsWith('|')).SelectMany(Quoted).Where(static name => name.Contains('_', StringComparison.Ordinal)), name => Assert.Contains(name, tests));
    }

    [Theory]
    [InlineData(typeof(PeerConnection), "## RTCPeerConnection")]
    [InlineData(typeof(DataChannel), "## RTCDataChannel")]
    public void Every_public_member_has_a_row(Type type, string section)
    {
        var rows = Lines.SkipWhile(line => line != section).Skip(1).TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal));
        var named = rows.Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(static row => Quoted(row.Split('|')[2])).ToHashSet(StringComparer.Ordinal);

        Assert.All(
            type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static member => member is PropertyInfo or EventInfo or MethodInfo { IsSpecialName: false }),
            member => Assert.Contains(member.Name, named));
    }

    [Fact]
    public void The_pattern_is_the_one_that_is_tested()
    {
        var tested = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.DataChannels.Tests", "Support", "PerfectNegotiation.cs"));
        var pattern = Lines.SkipWhile(static line => line != "```csharp").Skip(1).TakeWhile(static line => line != "```").Select(static line => line.Trim()).Where(static line => line.Length > 1);

        Assert.All(pattern.Where(static line => !line.StartsWith("sealed class", StringComparison.Ordinal)), line => Assert.Contains(line, tested, StringComparison.Ordinal));
    }

    /// <summary>What stands between backticks: every second piece.</summary>
    private static IEnumerable<string> Quoted(string text) => text.Split('`').Where(static (_, index) => index % 2 == 1);
}
