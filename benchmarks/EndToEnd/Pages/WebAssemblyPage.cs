using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>The page of .NET WebAssembly, published as a user's is: trimmed, in Release.</summary>
internal static class WebAssemblyPage
{
    /// <summary>Publishes it, and returns the folder that is served.</summary>
    public static async Task<string> PublishAsync()
    {
        var project = Path.Combine(RepositoryRoot.Path, "benchmarks", "EndToEnd.WebAssembly");
        var folder = Path.Combine(AppContext.BaseDirectory, "web-assembly");
        if (Directory.Exists(folder))
        {
            // Names of files have hashes of what is in them: those of before would stay.
            Directory.Delete(folder, recursive: true);
        }

        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", folder, "-m:1", "-v:q", "-nologo", "-nodeReuse:false"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Path.Combine(folder, "wwwroot") : throw new InvalidOperationException($"{project} could not be published:\n{output}");
    }
}
