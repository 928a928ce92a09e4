using TypedPeer.Generators.Tests.Harness;
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
        // The build is that of all tests, and so no single one cancels it.
        var (code, output) = await ProgramRun.RunAsync("node", Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js"), arguments, CancellationToken.None);
        Assert.True(code == 0, $"node {string.Join(' ', arguments)}: {output}");
    }

    private static async Task BuildAsync()
    {
        await NodeAsync(Path.Combine("node_modules", "typescript", "bin", "tsc"), "-p", ".");
        await NodeAsync("obj/build/build.js");
    }
}
