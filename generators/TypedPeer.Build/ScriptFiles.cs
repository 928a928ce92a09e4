namespace TypedPeer.Build;

/// <summary>Takes files out of the comments in which the compiler left them: a line <c>//&gt; name</c> begins one, and <c>//|</c> each line of it.</summary>
internal static class ScriptFiles
{
    private const string Name = "//> ";
    private const string Line = "//|";

    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<string>();
        string? name = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                End();
                name = line.Substring(Name.Length);
            }
            else if (line.StartsWith(Line, StringComparison.Ordinal))
            {
                lines.Add(line.Substring(Line.Length));
            }
        }

        End();
        return files;

        void End()
        {
            if (name is null)
            {
                return;
            }

            if (name.Length == 0 || name.IndexOfAny(['/', '\\', ':']) >= 0)
            {
                throw new FormatException($"'{name}' is no name of a file");
            }

            files.Add(name, string.Join("\n", lines) + "\n");
            lines.Clear();
        }
    }
}
