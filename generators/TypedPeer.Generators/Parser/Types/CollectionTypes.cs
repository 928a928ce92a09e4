using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>A collection of the platform that travels.</summary>
internal sealed record KnownCollection(string Namespace, CollectionKind Kind);

/// <summary>Finds the collections among types.</summary>
internal static class CollectionTypes
{
    private const string Generic = "System.Collections.Generic";
    private const string Concurrent = "System.Collections.Concurrent";
    private const string ObjectModel = "System.Collections.ObjectModel";
    private const string Immutable = "System.Collections.Immutable";
    private const string Frozen = "System.Collections.Frozen";
    private const string Core = "System";

    private static readonly Dictionary<string, KnownCollection> Known = new(StringComparer.Ordinal)
    {
        ["List`1"] = new(Generic, CollectionKind.List),
        ["Queue`1"] = new(Generic, CollectionKind.Queue),
        ["Stack`1"] = new(Generic, CollectionKind.Stack),
        ["LinkedList`1"] = new(Generic, CollectionKind.LinkedList),
        ["HashSet`1"] = new(Generic, CollectionKind.HashSet),
        ["SortedSet`1"] = new(Generic, CollectionKind.SortedSet),
        ["IEnumerable`1"] = new(Generic, CollectionKind.IEnumerable),
        ["ICollection`1"] = new(Generic, CollectionKind.ICollection),
        ["IList`1"] = new(Generic, CollectionKind.IList),
        ["IReadOnlyCollection`1"] = new(Generic, CollectionKind.IReadOnlyCollection),
        ["IReadOnlyList`1"] = new(Generic, CollectionKind.IReadOnlyList),
        ["ISet`1"] = new(Generic, CollectionKind.ISet),
        ["IReadOnlySet`1"] = new(Generic, CollectionKind.IReadOnlySet),
        ["Dictionary`2"] = new(Generic, CollectionKind.Dictionary),
        ["SortedDictionary`2"] = new(Generic, CollectionKind.SortedDictionary),
        ["SortedList`2"] = new(Generic, CollectionKind.SortedList),
        ["IDictionary`2"] = new(Generic, CollectionKind.IDictionary),
        ["IReadOnlyDictionary`2"] = new(Generic, CollectionKind.IReadOnlyDictionary),
        ["ConcurrentQueue`1"] = new(Concurrent, CollectionKind.ConcurrentQueue),
        ["ConcurrentStack`1"] = new(Concurrent, CollectionKind.ConcurrentStack),
        ["ConcurrentBag`1"] = new(Concurrent, CollectionKind.ConcurrentBag),
        ["ConcurrentDictionary`2"] = new(Concurrent, CollectionKind.ConcurrentDictionary),
        ["Collection`1"] = new(ObjectModel, CollectionKind.Collection),
        ["ObservableCollection`1"] = new(ObjectModel, CollectionKind.ObservableCollection),
        ["ReadOnlyCollection`1"] = new(ObjectModel, CollectionKind.ReadOnlyCollection),
        ["ReadOnlyObservableCollection`1"] = new(ObjectModel, CollectionKind.ReadOnlyObservableCollection),
        ["ReadOnlySet`1"] = new(ObjectModel, CollectionKind.ReadOnlySet),
        ["ReadOnlyDictionary`2"] = new(ObjectModel, CollectionKind.ReadOnlyDictionary),
        ["ImmutableArray`1"] = new(Immutable, CollectionKind.ImmutableArray),
        ["ImmutableList`1"] = new(Immutable, CollectionKind.ImmutableList),
        ["ImmutableQueue`1"] = new(Immutable, CollectionKind.ImmutableQueue),
        ["ImmutableStack`1"] = new(Immutable, CollectionKind.ImmutableStack),
        ["ImmutableHashSet`1"] = new(Immutable, CollectionKind.ImmutableHashSet),
        ["ImmutableSortedSet`1"] = new(Immutable, CollectionKind.ImmutableSortedSet),
        ["ImmutableDictionary`2"] = new(Immutable, CollectionKind.ImmutableDictionary),
        ["ImmutableSortedDictionary`2"] = new(Immutable, CollectionKind.ImmutableSortedDictionary),
        ["IImmutableList`1"] = new(Immutable, CollectionKind.IImmutableList),
        ["IImmutableSet`1"] = new(Immutable, CollectionKind.IImmutableSet),
        ["IImmutableQueue`1"] = new(Immutable, CollectionKind.IImmutableQueue),
        ["IImmutableStack`1"] = new(Immutable, CollectionKind.IImmutableStack),
        ["IImmutableDictionary`2"] = new(Immutable, CollectionKind.IImmutableDictionary),
        ["FrozenSet`1"] = new(Frozen, CollectionKind.FrozenSet),
        ["FrozenDictionary`2"] = new(Frozen, CollectionKind.FrozenDictionary),
        ["Memory`1"] = new(Core, CollectionKind.Memory),
        ["ReadOnlyMemory`1"] = new(Core, CollectionKind.ReadOnlyMemory),
        ["ArraySegment`1"] = new(Core, CollectionKind.ArraySegment),
    };

    public static KnownCollection? Find(INamedTypeSymbol type) =>
        type.IsGenericType && type.ContainingType is null
        && Known.TryGetValue(type.MetadataName, out var found) && type.ContainingNamespace.IsNamed(found.Namespace)
            ? found
            : null;
}
