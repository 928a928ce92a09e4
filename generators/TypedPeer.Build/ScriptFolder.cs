using System.Text;

namespace TypedPeer.Build;

/// <summary>One file that has to change: written anew, or removed where there is no text.</summary>
internal sealed class ScriptChange(string path, string? text)
{
    // As editors and other tools write it.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    public string Path => path;

    public string? Text => text;

    public void Apply()
    {
        if (text is null)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding);
    }
}

/// <summary>Compares a folder with the files that should be in it.</summary>
internal static class ScriptFolder
{
    private const string Ours = "// Written by TypedPeer ";

    /// <summary>Returns what differs. Files that are not ours, and those of other projects in the same folder, are left alone.</summary>
    /// <exception cref="IOException">A file that somebody else wrote is in the place of one of ours.</exception>
    public static IReadOnlyList<ScriptChange> Compare(string folder, IReadOnlyDictionary<string, string> files)
    {
        var changes = new List<ScriptChange>();
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Key);
            var found = File.Exists(path) ? File.ReadAllText(path) : null;
            if (found is not null && FirstLine(found) != FirstLine(file.Value))
            {
                throw new IOException(found.StartsWith(Ours, StringComparison.Ordinal)
                    ? $"'{path}' is made of the contracts of another project; give each project a folder of its own"
                    : $"'{path}' was written by somebody else; name a folder for the contracts alone");
            }

            if (found is null || !IsSame(found, file.Value))
            {
                changes.Add(new ScriptChange(path, file.Value));
            }
        }

        if (Directory.Exists(folder) && files.Count > 0)
        {
            var mark = FirstLine(files.First().Value);
            changes.AddRange(Directory.GetFiles(folder, "*.ts")
                .Where(path => !files.ContainsKey(Path.GetFileName(path)) && FirstLine(File.ReadAllText(path)) == mark)
                .OrderBy(path => path, StringComparer.Ordinal)
                .Select(path => new ScriptChange(path, text: null)));
        }

        return changes;
    }

    // A checkout may have other ends of lines.
    private static bool IsSame(string found, string expected) => string.Equals(found.Replace("\r\n", "\n"), expected, StringComparison.Ordinal);

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n');
        return (end < 0 ? text : text.Substring(0, end)).TrimEnd('\r');
    }
}
