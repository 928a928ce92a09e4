using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>The package for TypeScript with its tests, compiled once for all tests here, and programs of it that are run.</summary>
internal static class TypeScriptBuild
{
    private static readonly Lazy<Task> Build = new(BuildAsync);

    /// <summary>Compiles it, where that has not been done.</summary>
    public static Task RunAsync() => Build.Value;

    /// <summary>Runs a program in the package's folder. Fails with what it said where it fails.</summary>
    public static async Task NodeAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)}: {await output}{await errors}");
    }

    private static async Task BuildAsync()
    {
        await NodeAsync(Path.Combine("node_modules", "typescript", "bin", "tsc"), "-p", ".");
        await NodeAsync("obj/build/build.js");
    }
}
