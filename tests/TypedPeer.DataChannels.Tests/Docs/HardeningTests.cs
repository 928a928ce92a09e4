using System.Reflection;
using TypedPeer.Testing;

namespace TypedPeer.DataChannels.Tests.Docs;

/// <summary>docs/hardening.md names a test for each mistake.</summary>
public sealed class HardeningTests
{
    [Fact]
    public void Every_mistake_names_tests_that_exist()
    {
        var tests = typeof(HardeningTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(static method => method.Name)
            .ToHashSet(StringComparer.Ordinal);
        var rows = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "hardening.md"))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
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
