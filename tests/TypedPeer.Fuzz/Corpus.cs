namespace TypedPeer.Fuzz;

/// <summary>The checked-in inputs of a target: <c>tests/corpus/TARGET/*.bin</c>.</summary>
internal sealed class Corpus(string root)
{
    public List<List<FuzzStep>> Load(IFuzzTarget target)
    {
        var folder = Path.Combine(root, target.Name);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.bin") : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0
            ? [.. files.Select(file => FuzzScript.Parse(File.ReadAllBytes(file)))]
            : throw new FileNotFoundException($"No corpus in {folder}; --record makes one.");
    }

    /// <summary>Replaces the recorded part of the corpus; files called <c>found-*</c> and <c>real-*</c> are kept.</summary>
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
