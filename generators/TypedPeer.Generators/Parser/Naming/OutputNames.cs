using System.Text;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>
/// Names for codecs and outputs: readable where that is unique by itself, else cut and told apart by a hash, so that no two are
/// alike and each fits a file system.
/// </summary>
internal static class OutputNames
{
    // A file system takes 255 bytes, and what is around a name in a path of Windows takes most of 260 characters.
    private const int MaxReadable = 96;

    // What metadata takes, less what stands around the name of a type where a codec or a proxy implements an interface.
    private const int MaxName = 1023 - 64;

    private const string Global = "global::";
    private const string Suffix = "Codec";

    /// <summary>The name of the codec of a type, which is also the name of its output.</summary>
    /// <param name="typeName">The type as C# spells it: different types are spelt differently.</param>
    public static string Codec(string typeName)
    {
        var plain = (typeName.StartsWith(Global, StringComparison.Ordinal) ? typeName.Substring(Global.Length) : typeName).Replace("@", string.Empty);
        var isTopLevel = plain.IndexOf('.') < 0;
        var readable = Readable(isTopLevel ? "Global." + plain : plain, separator: '_');

        // Dots become underscores, which is unique as long as nothing else does, and as long as no namespace is called Global.
        var isUnique = plain.Length <= MaxReadable && plain.All(c => IsPlain(c) || c == '.') && (isTopLevel || !plain.StartsWith("Global.", StringComparison.Ordinal));
        return (isUnique ? readable : Hashed(readable, typeName)) + Suffix;
    }

    /// <summary>The name of the output of a contract; it may still differ from another in nothing but case.</summary>
    /// <param name="name">The contract's name with its namespace and the types around it, as metadata has it.</param>
    public static string Contract(string name)
    {
        // Without a dot it could be that of a codec.
        var isUnique = name.Length <= MaxReadable && name.All(c => IsPlain(c) || c is '.' or '_') && (name.IndexOf('.') >= 0 || !name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase));
        return isUnique ? name : Hashed(Readable(name, separator: '.'), name);
    }

    /// <summary>Whether an assembly can hold members named after a type, as those that implement an interface are.</summary>
    public static bool FitsMetadata(string typeName) =>
        typeName.Length <= MaxName / 3 || Encoding.UTF8.GetByteCount(typeName.Replace(Global, string.Empty)) <= MaxName;

    /// <summary>Appends to a name what tells apart those that are otherwise alike.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">What is different in all of them.</param>
    public static string Hashed(string name, string key) => $"{name}_{Hashes.Of(key) & 0xFFFF_FFFF_FFFF:x12}";

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    // Only letters and digits: identifiers may have marks and connectors that names of outputs may not.
    private static string Readable(string name, char separator)
    {
        var text = new StringBuilder(name.Length);
        var bytes = 0;
        foreach (var c in name.Replace(Global, string.Empty))
        {
            var next = char.IsLetterOrDigit(c) ? c : c is '.' ? separator : '_';
            bytes += next < 0x80 ? 1 : 3;
            if (bytes > MaxReadable)
            {
                break;
            }

            if (next != '_' || separator != '_' || text.Length == 0 || text[text.Length - 1] != '_')
            {
                text.Append(next);
            }
        }

        return text.ToString().TrimEnd('_', '.');
    }
}
