using System.Text;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Names as they are written in TypeScript.</summary>
internal static class ScriptIdentifiers
{
    private const string Async = "Async";

    // Words that no variable can be called.
    private static readonly HashSet<string> Words = new(
        [
            "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally",
            "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return", "static", "super",
            "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
        ],
        StringComparer.Ordinal);

    // What an object has anyway, what would make it a promise, and what JSON.stringify would call.
    private static readonly HashSet<string> Inherited = new(
        [
            "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "then",
            "toJSON", "toLocaleString", "toString", "valueOf",
        ],
        StringComparer.Ordinal);

    // Types that emitted code names, and words that no type can be called.
    private static readonly HashSet<string> Types = new(
        [
            "Map", "Set", "Promise", "Uint8Array", "any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "type", "unknown", "Array", "Object", "globalThis",
        ],
        StringComparer.Ordinal);

    /// <summary>The name of a method: without <c>Async</c>, which says nothing where every method is asynchronous.</summary>
    public static string Method(string name) =>
        EscapeMember(Camel(name.Length > Async.Length && name.EndsWith(Async, StringComparison.Ordinal) ? name.Substring(0, name.Length - Async.Length) : name));

    /// <summary>The name of a member of data; a field that stands behind a property is called like it.</summary>
    public static string Member(string name)
    {
        var end = name.Length > 0 && name[0] == '<' ? name.IndexOf('>') : -1;
        return EscapeMember(Camel(end > 1 ? name.Substring(1, end - 1) : name));
    }

    /// <summary>The name of a parameter.</summary>
    public static string Parameter(string name) => Words.Contains(Camel(name)) ? Camel(name) + "_" : Camel(name);

    /// <summary>The name of a type.</summary>
    public static string Type(string name) => Types.Contains(name) || Words.Contains(name) ? name + "_" : name;

    /// <summary>The name of an interface without the letter that says it is one.</summary>
    public static string WithoutI(string name) => name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name.Substring(1) : name;

    /// <summary>The name of a file, in words and without an ending: <c>order-line</c>.</summary>
    public static string File(string name)
    {
        var camel = Camel(name);
        var words = string.Concat(camel.Select((c, i) => char.IsUpper(c) ? (i > 0 && camel[i - 1] != '-' && !char.IsUpper(camel[i - 1]) ? "-" : string.Empty) + char.ToLowerInvariant(c) : c.ToString()));
        var parts = string.Concat(words.Select(c => char.IsLetterOrDigit(c) ? c.ToString() : "-")).Split(['-'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 ? string.Join("-", parts) : "contract";
    }

    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            literal.Append(c switch
            {
                _ when IsHalf(text, i) => $"\\u{(int)c:x4}",
                '"' or '\\' => "\\" + c,
                < ' ' or '\u0085' or '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    // Half a pair is nothing that a file could hold.
    private static bool IsHalf(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    // As System.Text.Json has it: a run of capitals goes down together, but for the one that begins the next word.
    private static string Camel(string name)
    {
        var characters = name.ToCharArray();
        for (var i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            if (i > 0 && i + 1 < characters.Length && !char.IsUpper(characters[i + 1]))
            {
                break;
            }

            characters[i] = char.ToLowerInvariant(characters[i]);
        }

        return new string(characters);
    }

    private static string EscapeMember(string name) => Inherited.Contains(name) ? name + "_" : name;
}
