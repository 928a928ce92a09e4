using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Hands a run of the generator to Verify, which compares it with the very files the default tests compare it with.</summary>
internal static class Snapshot
{
    public static void Verify(GeneratorDriver generated, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var settings = new VerifySettings();
        settings.UseDirectory(Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Generators.Tests", "Snapshots"));
        settings.UseTypeName(Path.GetFileNameWithoutExtension(file));
        settings.UseMethodName(method);
        settings.DisableDiff();

        // Verify.SourceGenerators puts this line above each file; the files are compiled and read as they are generated.
        settings.ScrubLinesContaining("cs", StringComparison.Ordinal, "//HintName: ");
        VerifyXunit.Verifier.Verify(generated, settings).ToTask().GetAwaiter().GetResult();
    }

    [ModuleInitializer]
    internal static void Initialize() => VerifySourceGenerators.Initialize();
}
