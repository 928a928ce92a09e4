using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser;

/// <summary>A collection the runtime has a codec for.</summary>
internal sealed record CollectionType(string Namespace, string Codec, bool IsMap = false);

/// <summary>The collections the runtime has codecs for.</summary>
internal static class CollectionTypes
{
    private const string Generic = "System.Collections.Generic";

    private static readonly Dictionary<string, CollectionType> Known = new(StringComparer.Ordinal)
    {
        ["List`1"] = new(Generic, "ListCodec"),
        ["Dictionary`2"] = new(Generic, "DictionaryCodec", IsMap: true),
        ["Memory`1"] = new("System", "MemoryCodec"),
        ["ReadOnlyMemory`1"] = new("System", "ReadOnlyMemoryCodec"),
    };

    public static CollectionType? Find(INamedTypeSymbol type) =>
        type.IsGenericType && type.ContainingType is null
        && Known.TryGetValue(type.MetadataName, out var found) && type.ContainingNamespace.IsNamed(found.Namespace)
            ? found
            : null;
}
