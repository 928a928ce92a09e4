using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>Scripts in TypeScript, bundled as a user's build does it.</summary>
internal static class PageScripts
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "benchmarks", "EndToEnd", "Pages", "Script");

    /// <summary>Bundles one, and returns it.</summary>
    public static Task<string> BundleAsync(string name) => BundleAsync(Folder, name, "--minify");

    /// <summary>Bundles a script of a folder, and returns it.</summary>
    public static async Task<string> BundleAsync(string folder, string name, params IEnumerable<string> options)
    {
        var bundler = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js", "node_modules", ".bin", "esbuild");
        var start = new ProcessStartInfo(bundler, [name, "--bundle", "--format=esm", "--target=es2022", "--log-level=warning", .. options]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var script = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? script : throw new InvalidOperationException($"{name} could not be bundled.");
    }
}
