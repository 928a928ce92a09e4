using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.Code;

/// <summary>
/// Names for codecs and outputs: readable where that is unique by itself, else cut and told apart by a hash, so that no two are
/// alike and each fits a file system.
/// </summary>
internal static class OutputNames
{
    // A file system takes 255 bytes, and what is around a name in a path of Windows takes most of 260 characters.
    private const int MaxReadable = 96;

    private const string Global = "global::";
    private const string Suffix = "Codec";

    /// <summary>The name of the codec of a type, which is also the name of its output.</summary>
    public static string Codec(TypeName type)
    {
        // Different types are spelt differently.
        var typeName = TypeNameText.Full(type);
        var plain = (typeName.StartsWith(Global, StringComparison.Ordinal) ? typeName.Substring(Global.Length) : typeName).Replace("@", string.Empty);
        var isTopLevel = plain.IndexOf('.') < 0;
        var readable = Readable(isTopLevel ? "Global." + plain : plain, separator: '_');

        // Dots become underscores, which is unique as long as nothing else does, and as long as no namespace is called Global.
        var isUnique = plain.Length <= MaxReadable && plain.All(c => IsPlain(c) || c == '.') && (isTopLevel || !plain.StartsWith("Global.", StringComparison.Ordinal));
        return (isUnique ? readable : Hashed(readable, typeName)) + Suffix;
    }

    /// <summary>The namespace of an assembly's codecs; a name that is no namespace as it is gets a hash, so that no two are alike.</summary>
    public static string CodecNamespace(string assembly)
    {
        var name = ToNamespace(assembly);
        return "TypedPeer.Generated." + (name.Replace("@", string.Empty) == assembly ? name : Hashed(name, assembly));
    }

    /// <summary>The name of the output of a contract; it may still differ from another in nothing but case.</summary>
    public static string Contract(NamedTypeName contract)
    {
        var name = Dotted(contract);
        // Without a dot it could be that of a codec.
        var isUnique = name.Length <= MaxReadable && name.All(c => IsPlain(c) || c is '.' or '_') && (name.IndexOf('.') >= 0 || !name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase));
        return isUnique ? name : Hashed(Readable(name, separator: '.'), name);
    }

    /// <summary>Appends to a name what tells apart those that are otherwise alike.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">What is different in all of them.</param>
    public static string Hashed(string name, string key) => $"{name}_{Hashes.Of(key) & 0xFFFF_FFFF_FFFF:x12}";

    private static string Dotted(NamedTypeName type)
    {
        var start = type.Container is { } container ? Dotted(container) : type.Namespace;
        return start.Length == 0 ? type.Name : $"{start}.{type.Name}";
    }

    private static string ToNamespace(string assembly)
    {
        var parts = assembly.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = new string([.. parts[i].Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_')]);
            parts[i] = Identifiers.Escape(part.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(part[0]) ? "_" + part : part);
        }

        return string.Join(".", parts);
    }

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
