using System.Text;
using TypedPeer.Generators.Model.Libraries;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Writes documentation as comments that editors show.</summary>
internal static class ScriptComments
{
    private const int MaxLine = 120;

    // What would begin a tag, a link or markup; a backslash takes the meaning away.
    private const string Meaningful = "@{}<>\\";

    /// <summary>Writes what there is to say; nothing where that is nothing.</summary>
    /// <param name="code">Where it goes.</param>
    /// <param name="about">What is written.</param>
    /// <param name="parameters">The parameters of what it is about: their names as C# has them and as they are written here, and what they are where they are left out.</param>
    public static void Write(ScriptWriter code, Documentation about, IReadOnlyCollection<(string Name, string Written, string? Default)> parameters)
    {
        var names = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Written, StringComparer.Ordinal);
        var lines = Lines(string.Empty, about.Summary, names).ToList();
        foreach (var (name, written, given) in parameters)
        {
            var text = about.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Text ?? string.Empty;
            if (given is not (null or ScriptDefaults.Null))
            {
                text += $"{(text.Length > 0 ? " " : string.Empty)}Left out, it is {(given.Contains("`") ? given : $"`{given}`")}.";
            }

            if (text.Length > 0)
            {
                lines.AddRange(Lines($"@param {written} -", text, names));
            }
        }

        if (about.Returns.Length > 0)
        {
            lines.AddRange(Lines("@returns", about.Returns, names));
        }

        if (about.Obsolete is { } reason)
        {
            lines.AddRange(Lines("@deprecated", reason, names));
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

    private static IEnumerable<string> Lines(string tag, string text, IReadOnlyDictionary<string, string> names)
    {
        var line = tag;
        foreach (var paragraph in text.Split('\n').Where(paragraph => paragraph.Length > 0))
        {
            foreach (var word in Words(paragraph, names))
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
            line = string.Empty;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    // Code between backticks is one word, and is left as it is but for what would end the comment.
    private static IEnumerable<string> Words(string paragraph, IReadOnlyDictionary<string, string> names)
    {
        var word = new StringBuilder();
        var isCode = false;
        for (var i = 0; i < paragraph.Length; i++)
        {
            var c = paragraph[i];
            if (c == '`')
            {
                var end = paragraph.IndexOf('`', i + 1);
                isCode = !isCode && end > 0;
                word.Append(c);
                if (isCode && paragraph[i + 1] == Documentation.ParameterMark)
                {
                    var name = paragraph.Substring(i + 2, end - i - 2);
                    word.Append(names.TryGetValue(name, out var written) ? written : name);
                    i = end - 1;
                }
            }
            else if (!isCode && IsSpace(c))
            {
                yield return word.ToString();
                word.Clear();
            }
            else
            {
                var endsComment = c == '/' && word.Length > 0 && word[word.Length - 1] == '*';
                word.Append(endsComment || (!isCode && Meaningful.IndexOf(c) >= 0) ? "\\" : string.Empty).Append(IsSpace(c) ? ' ' : c);
            }
        }

        yield return word.ToString();
    }

    // Beside the space what ends a line in C#.
    private static bool IsSpace(char c) => c is ' ' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
