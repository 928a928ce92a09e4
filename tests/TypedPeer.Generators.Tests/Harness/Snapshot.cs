using System.Runtime.CompilerServices;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>
/// Compares generated code with the files beside a test, named the way Verify names them. A difference is written beside the
/// file as <c>.received.cs</c>; with <c>TYPEDPEER_ACCEPT_SNAPSHOTS=1</c> it becomes the new snapshot.
/// </summary>
internal static class Snapshot
{
    public static void Verify(IReadOnlyDictionary<string, string> generated, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Generators.Tests", "Snapshots");
        var prefix = $"{Path.GetFileNameWithoutExtension(file)}.{method}#";
        var accept = Environment.GetEnvironmentVariable("TYPEDPEER_ACCEPT_SNAPSHOTS") == "1";
        var expected = Directory.GetFiles(folder, prefix + "*.verified.cs").Select(path => Path.GetFileName(path)).ToHashSet();
        var differing = new List<string>();
        foreach (var (hint, text) in generated)
        {
            var name = $"{prefix}{hint[..^".cs".Length]}.verified.cs";
            var path = Path.Combine(folder, name);
            expected.Remove(name);
            if (accept)
            {
                File.WriteAllText(path, text);
            }
            else if (!File.Exists(path) || File.ReadAllText(path).ReplaceLineEndings("\n") != text)
            {
                File.WriteAllText(path.Replace(".verified.", ".received.", StringComparison.Ordinal), text);
                differing.Add(name);
            }
        }

        foreach (var name in accept ? expected : [])
        {
            File.Delete(Path.Combine(folder, name));
        }

        Assert.True(differing.Count == 0, "Not as in the snapshot: " + string.Join(", ", differing));
        Assert.True(accept || expected.Count == 0, "No longer generated: " + string.Join(", ", expected));
    }
}
