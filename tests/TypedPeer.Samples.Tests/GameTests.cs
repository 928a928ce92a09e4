using System.Text.RegularExpressions;
using TypedPeer.TestSupport;

namespace TypedPeer.Samples.Tests;

public sealed partial class GameTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Game.dll");

    [Fact]
    public async Task A_server_and_players_as_processes_count_the_same_though_one_is_killed_and_comes_back()
    {
        await using var sample = SampleProcess.StartAt(Program, "--demo", "--players", "3", "--seconds", "6");
        var last = await sample.ReadLineAsync("OK: ");
        Assert.Equal("OK: 3 players and the server have counted the same", last);
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("back: player 3", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("ratio: state-age-vs-raw-channel ", sample.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Choose one of --demo, --server and --join ADDRESS.")]
    [InlineData("--seconds must be between 3 and 86400.", "--demo", "--seconds", "1")]
    [InlineData("is not an address", "--join", "example.org")]
    public async Task What_it_cannot_do_it_says_in_a_sentence(string expected, params string[] arguments)
    {
        await using var sample = SampleProcess.StartAt(Program, arguments);
        Assert.NotEqual(0, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_plumbing_has_as_many_lines_as_its_page_says_and_less_than_forty()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "samples", "Game");
        var lines = Directory.GetFiles(Path.Combine(folder, "Online"), "*.cs").Sum(static file => CountPlumbing(File.ReadLines(file)));
        Assert.InRange(lines, 1, 39);
        Assert.Equal($"{lines}", Said().Match(File.ReadAllText(Path.Combine(folder, "README.md"))).Groups["count"].Value);
    }

    private static int CountPlumbing(IEnumerable<string> lines)
    {
        var (count, within) = (0, false);
        foreach (var line in lines.Select(static line => line.Trim()).Where(static line => line.Length > 0))
        {
            within = line == "#region Plumbing" || (within && line != "#endregion");
            count += within && line != "#region Plumbing" ? 1 : 0;
        }

        return count;
    }

    [GeneratedRegex(@"\*\*(?<count>\d+) lines\*\*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Said();
}
