namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>The other stacks' programs, in tests/peers.</summary>
internal static class NodeScripts
{
    /// <summary>Returns the path of a script; null where it or the package it needs is not there.</summary>
    public static string? Find(string script, string package)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "peers");
            if (File.Exists(Path.Combine(peers, script)))
            {
                return Directory.Exists(Path.Combine(peers, "node_modules", package)) ? Path.Combine(peers, script) : null;
            }
        }

        return null;
    }
}
