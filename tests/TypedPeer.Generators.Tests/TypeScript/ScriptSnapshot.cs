using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Emitter.TypeScript;
using TypedPeer.Generators.Parser.Libraries;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>
/// Compares emitted TypeScript with the files under <c>src/typedpeer-js/test/emitted</c>, which the package's own tests compile and run. With
/// <c>TYPEDPEER_ACCEPT_SNAPSHOTS=1</c> what is emitted becomes the new files.
/// </summary>
internal static class ScriptSnapshot
{
    public static string Root { get; } = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js", "test", "emitted");

    public static IReadOnlyList<(string Name, string Text)> Emit(params string[] sources) => Emit(Compiler.Create("Sample", [], sources));

    public static IReadOnlyList<(string Name, string Text)> Emit(CSharpCompilation compilation) =>
        LibraryScript.Emit(LibraryParser.Parse(compilation, TestContext.Current.CancellationToken));

    /// <summary>Compares one file.</summary>
    public static void VerifyText(string name, string text)
    {
        var path = Path.Combine(Root, name);
        if (Environment.GetEnvironmentVariable("TYPEDPEER_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }

    public static void Verify(string folder, params string[] sources)
    {
        var path = Path.Combine(Root, folder);
        var accept = Environment.GetEnvironmentVariable("TYPEDPEER_ACCEPT_SNAPSHOTS") == "1";
        var emitted = Emit(sources);
        Directory.CreateDirectory(path);
        var differing = new List<string>();
        foreach (var (name, text) in emitted)
        {
            var file = Path.Combine(path, name);
            if (accept)
            {
                File.WriteAllText(file, text);
            }
            else if (!File.Exists(file) || File.ReadAllText(file).ReplaceLineEndings("\n") != text)
            {
                File.WriteAllText(Path.ChangeExtension(file, ".received.ts"), text);
                differing.Add(name);
            }
        }

        foreach (var stale in Directory.GetFiles(path, "*.ts").Where(file => !file.Contains(".received.", StringComparison.Ordinal) && emitted.All(entry => entry.Name != Path.GetFileName(file))))
        {
            if (accept)
            {
                File.Delete(stale);
            }
            else
            {
                differing.Add("no longer emitted: " + Path.GetFileName(stale));
            }
        }

        Assert.True(differing.Count == 0, $"Not as in {path}: {string.Join(", ", differing)}");
    }
}
