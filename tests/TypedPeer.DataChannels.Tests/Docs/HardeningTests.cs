using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Docs;

/// <summary>docs/hardening.md names a test for each mistake; the sources of all tests are looked at, since no project knows the others.</summary>
public sealed class HardeningTests
{
    [Fact]
    public void Every_mistake_names_tests_that_exist()
    {
        var tests = DeclaredTests.FindAll();
        var rows = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "hardening.md"))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| mistake |", StringComparison.Ordinal))
            .Select(static line => line.Split('|')[2])
            .ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            // Names are what stands between backticks: every second piece.
            var names = row.Split('`').Where(static (_, index) => index % 2 == 1).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, tests));
        });
    }
}
