using System.Security.Cryptography;

namespace TypedPeer.Fuzz;

/// <summary>The checked-in inputs of a target: <c>tests/corpus/TARGET/*.bin</c>.</summary>
internal sealed class Corpus(string root)
{
    private const int MaxGuided = 100;

    public List<List<FuzzStep>> Load(IFuzzTarget target)
    {
        var folder = Path.Combine(root, target.Name);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.bin") : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0
            ? [.. files.Select(file => FuzzScript.Parse(File.ReadAllBytes(file)))]
            : throw new FileNotFoundException($"No corpus in {folder}; --record makes one.");
    }

    /// <summary>
    /// Adds what guided fuzzing kept because it reached new code: the shortest first, as many as keep the corpus quick to replay.
    /// What an earlier import added is replaced.
    /// </summary>
    public int Import(IFuzzTarget target, string from)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, target.Name));
        foreach (var old in folder.GetFiles("guided-*.bin"))
        {
            old.Delete();
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(from).GetFiles("*+cov*").OrderBy(file => file.Length).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            var bytes = FuzzScript.Format(GuidedFuzzing.ReadInput(target, File.ReadAllBytes(file.FullName)));
            var name = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6));
            if (names.Count < MaxGuided && names.Add(name))
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, $"guided-{name}.bin"), bytes);
            }
        }

        return names.Count;
    }

    /// <summary>Replaces the recorded part of the corpus; files called <c>found-*</c>, <c>guided-*</c> and <c>real-*</c> are kept.</summary>
    public int Record(IFuzzTarget target)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, target.Name));
        foreach (var old in folder.GetFiles("recorded-*.bin"))
        {
            old.Delete();
        }

        var count = 0;
        foreach (var (name, steps) in target.Record())
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, $"recorded-{name}.bin"), FuzzScript.Format(steps));
            count++;
        }

        return count;
    }
}
