using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>The page's scripts, bundled as a user's build does it.</summary>
internal static class PageScripts
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "benchmarks", "EndToEnd", "Pages", "Script");

    /// <summary>Bundles one, and returns it.</summary>
    public static async Task<string> BundleAsync(string name)
    {
        var bundler = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js", "node_modules", ".bin", "esbuild");
        var start = new ProcessStartInfo(bundler, [name, "--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var script = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? script : throw new InvalidOperationException($"{name} could not be bundled.");
    }
}
