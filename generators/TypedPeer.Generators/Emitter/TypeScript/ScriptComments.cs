using TypedPeer.Generators.Model.Libraries;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Writes documentation as comments that editors show.</summary>
internal static class ScriptComments
{
    private const int MaxLine = 120;

    /// <summary>Writes what there is to say; nothing where that is nothing.</summary>
    /// <param name="code">Where it goes.</param>
    /// <param name="about">What is written.</param>
    /// <param name="parameters">The names of the parameters of what it is about: as C# has them, and as they are written here.</param>
    public static void Write(ScriptWriter code, Documentation about, IReadOnlyCollection<(string Name, string Written)> parameters)
    {
        var lines = Lines(about.Summary).ToList();
        foreach (var (name, written) in parameters)
        {
            if (about.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { Text.Length: > 0 } parameter)
            {
                lines.AddRange(Lines($"@param {written} - {parameter.Text}"));
            }
        }

        if (about.Returns.Length > 0)
        {
            lines.AddRange(Lines($"@returns {about.Returns}"));
        }

        if (about.Obsolete is { } reason)
        {
            lines.AddRange(Lines($"@deprecated {reason}".Trim()));
        }

        if (lines.Count == 1)
        {
            code.Line($"/** {lines[0]} */");
        }
        else if (lines.Count > 1)
        {
            code.Line("/**");
            lines.ForEach(line => code.Line($" * {line}".TrimEnd()));
            code.Line(" */");
        }
    }

    private static IEnumerable<string> Lines(string text)
    {
        // The end of a comment would end this one; the other characters end a line in C#.
        var clean = text.Replace("*/", "*\\/").Replace('\u2028', ' ').Replace('\u2029', ' ').Replace('\u0085', ' ');
        foreach (var paragraph in clean.Split('\n').Where(paragraph => paragraph.Length > 0))
        {
            var line = string.Empty;
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > MaxLine)
                {
                    yield return line;
                    line = word;
                }
                else
                {
                    line = line.Length == 0 ? word : line + " " + word;
                }
            }

            yield return line;
        }
    }
}
