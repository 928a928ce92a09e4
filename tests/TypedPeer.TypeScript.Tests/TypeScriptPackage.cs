using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>The package in src/typedpeer-js, compiled once for all tests.</summary>
internal static class TypeScriptPackage
{
    private static readonly Lazy<Task<string>> Compiled = new(CompileAsync);

    /// <summary>Returns the folder of the modules.</summary>
    public static Task<string> CompiledAsync() => Compiled.Value;

    private static async Task<string> CompileAsync()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js");
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["run", "--silent", "build"]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var compiler = Process.Start(start)!;
        var said = await compiler.StandardOutput.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        Assert.True(compiler.ExitCode == 0, said);
        return Path.Combine(folder, "dist", "src");
    }
}
