using System.Text;
using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>What a test found out, as a table of a page: a row for each side that offers, a column for each that answers. The page holds what the test found last.</summary>
internal static class NatTable
{
    private static readonly string Page = Path.Combine(RepositoryRoot.Path, "docs", "interop.md");

    public static string Write(string corner, IReadOnlyDictionary<(string Offerer, string Answerer), string> cells)
    {
        string[] kinds = [.. cells.Keys.Select(static pair => pair.Offerer).Distinct()];
        var table = new StringBuilder().Append($"| {corner} | {string.Join(" | ", kinds)} |\n|---{string.Concat(kinds.Select(static _ => "|---"))}|\n");
        foreach (string offerer in kinds)
            table.Append($"| {offerer} | {string.Join(" | ", kinds.Select(answerer => cells[(offerer, answerer)]))} |\n");

        return table.ToString();
    }

    /// <summary>Compares the page with what was found; with <c>TYPEDPEER_ACCEPT_SNAPSHOTS=1</c> the page follows.</summary>
    public static void Verify(string name, string table)
    {
        string page = File.ReadAllText(Page).ReplaceLineEndings("\n");
        string opening = $"<!-- {name}: written by NatMatrixTests -->\n";
        int begin = page.IndexOf(opening, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/interop.md has no line {opening}");
        begin += opening.Length;
        int end = page.IndexOf("<!-- end -->", begin, StringComparison.Ordinal);
        Assert.True(end >= 0, $"docs/interop.md has no end of {name}");
        if (Environment.GetEnvironmentVariable("TYPEDPEER_ACCEPT_SNAPSHOTS") == "1")
            File.WriteAllText(Page, page[..begin] + table + page[end..]);
        else
            Assert.True(page[begin..end] == table, $"docs/interop.md has another table '{name}' than was found. If that is meant, run this test with TYPEDPEER_ACCEPT_SNAPSHOTS=1. Found:\n{table}");
    }
}
