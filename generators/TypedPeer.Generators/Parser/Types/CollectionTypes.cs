using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>A collection the runtime has a codec for.</summary>
internal sealed record CollectionType(string Namespace, string Codec, bool IsMap = false);

/// <summary>The collections the runtime has codecs for.</summary>
internal static class CollectionTypes
{
    private const string Generic = "System.Collections.Generic";

    private static readonly Dictionary<string, CollectionType> Known = new(StringComparer.Ordinal)
    {
        ["List`1"] = new(Generic, "ListCodec"),
        ["Queue`1"] = new(Generic, "QueueCodec"),
        ["Stack`1"] = new(Generic, "StackCodec"),
        ["LinkedList`1"] = new(Generic, "LinkedListCodec"),
        ["HashSet`1"] = new(Generic, "HashSetCodec"),
        ["SortedSet`1"] = new(Generic, "SortedSetCodec"),
        ["IEnumerable`1"] = new(Generic, "EnumerableCodec"),
        ["ICollection`1"] = new(Generic, "CollectionInterfaceCodec"),
        ["IList`1"] = new(Generic, "ListInterfaceCodec"),
        ["IReadOnlyCollection`1"] = new(Generic, "ReadOnlyCollectionInterfaceCodec"),
        ["IReadOnlyList`1"] = new(Generic, "ReadOnlyListCodec"),
        ["ISet`1"] = new(Generic, "SetInterfaceCodec"),
        ["IReadOnlySet`1"] = new(Generic, "ReadOnlySetCodec"),
        ["Dictionary`2"] = new(Generic, "DictionaryCodec", IsMap: true),
        ["SortedDictionary`2"] = new(Generic, "SortedDictionaryCodec", IsMap: true),
        ["SortedList`2"] = new(Generic, "SortedListCodec", IsMap: true),
        ["IDictionary`2"] = new(Generic, "DictionaryInterfaceCodec", IsMap: true),
        ["IReadOnlyDictionary`2"] = new(Generic, "ReadOnlyDictionaryInterfaceCodec", IsMap: true),
        ["ConcurrentQueue`1"] = new("System.Collections.Concurrent", "ConcurrentQueueCodec"),
        ["ConcurrentStack`1"] = new("System.Collections.Concurrent", "ConcurrentStackCodec"),
        ["ConcurrentBag`1"] = new("System.Collections.Concurrent", "ConcurrentBagCodec"),
        ["ConcurrentDictionary`2"] = new("System.Collections.Concurrent", "ConcurrentDictionaryCodec", IsMap: true),
        ["Collection`1"] = new("System.Collections.ObjectModel", "CollectionCodec"),
        ["ObservableCollection`1"] = new("System.Collections.ObjectModel", "ObservableCollectionCodec"),
        ["ReadOnlyCollection`1"] = new("System.Collections.ObjectModel", "ReadOnlyCollectionCodec"),
        ["ReadOnlyObservableCollection`1"] = new("System.Collections.ObjectModel", "ReadOnlyObservableCollectionCodec"),
        ["ReadOnlySet`1"] = new("System.Collections.ObjectModel", "ReadOnlyHashSetCodec"),
        ["ReadOnlyDictionary`2"] = new("System.Collections.ObjectModel", "ReadOnlyDictionaryCodec", IsMap: true),
        ["ImmutableArray`1"] = new("System.Collections.Immutable", "ImmutableArrayCodec"),
        ["ImmutableList`1"] = new("System.Collections.Immutable", "ImmutableListCodec"),
        ["ImmutableQueue`1"] = new("System.Collections.Immutable", "ImmutableQueueCodec"),
        ["ImmutableStack`1"] = new("System.Collections.Immutable", "ImmutableStackCodec"),
        ["ImmutableHashSet`1"] = new("System.Collections.Immutable", "ImmutableHashSetCodec"),
        ["ImmutableSortedSet`1"] = new("System.Collections.Immutable", "ImmutableSortedSetCodec"),
        ["ImmutableDictionary`2"] = new("System.Collections.Immutable", "ImmutableDictionaryCodec", IsMap: true),
        ["ImmutableSortedDictionary`2"] = new("System.Collections.Immutable", "ImmutableSortedDictionaryCodec", IsMap: true),
        ["IImmutableList`1"] = new("System.Collections.Immutable", "ImmutableListInterfaceCodec"),
        ["IImmutableSet`1"] = new("System.Collections.Immutable", "ImmutableSetInterfaceCodec"),
        ["IImmutableQueue`1"] = new("System.Collections.Immutable", "ImmutableQueueInterfaceCodec"),
        ["IImmutableStack`1"] = new("System.Collections.Immutable", "ImmutableStackInterfaceCodec"),
        ["IImmutableDictionary`2"] = new("System.Collections.Immutable", "ImmutableDictionaryInterfaceCodec", IsMap: true),
        ["FrozenSet`1"] = new("System.Collections.Frozen", "FrozenSetCodec"),
        ["FrozenDictionary`2"] = new("System.Collections.Frozen", "FrozenDictionaryCodec", IsMap: true),
        ["Memory`1"] = new("System", "MemoryCodec"),
        ["ReadOnlyMemory`1"] = new("System", "ReadOnlyMemoryCodec"),
        ["ArraySegment`1"] = new("System", "ArraySegmentCodec"),
    };

    public static CollectionType? Find(INamedTypeSymbol type) =>
        type.IsGenericType && type.ContainingType is null
        && Known.TryGetValue(type.MetadataName, out var found) && type.ContainingNamespace.IsNamed(found.Namespace)
            ? found
            : null;
}
