namespace TypedPeer.Generators.Tests.Shapes;

/// <summary>Types of the platform, each of which travels as an argument, a result, an item and a member.</summary>
internal static class TypeShapes
{
    public static TheoryData<string> All =>
    [
        "bool", "byte", "sbyte", "short", "ushort", "char", "int", "uint", "long", "ulong", "float", "double", "decimal",
        "string", "string?", "byte[]", "byte[]?", "int?", "bool?", "decimal?", "Guid", "Guid?", "DateTime", "DateTimeOffset", "TimeSpan?",
        "DayOfWeek", "DayOfWeek?", "int[]", "string?[]", "string[]?[]", "string?[][]?", "int?[]?", "List<int>", "List<string?>?", "List<List<int>>",
        "Dictionary<string, int>", "Dictionary<Guid, List<string?>>?", "Dictionary<int, Dictionary<string, byte[]>?>",
        "ReadOnlyMemory<byte>", "Memory<int>", "ReadOnlyMemory<byte>?", "ArraySegment<int>",
        "Half", "Int128", "UInt128?", "DateOnly", "TimeOnly?", "System.Text.Rune", "System.Numerics.BigInteger", "System.Numerics.BigInteger?",
        "System.Numerics.Vector3", "System.Numerics.Matrix4x4[]", "System.Numerics.Complex", "Uri", "Uri?", "Version", "Version?", "System.Collections.BitArray?",
        "(int, string)", "(int A, string? B)", "(int, long)?", "(int A, (bool B, List<int>? C) D)", "(int, int, int, int, int, int, int, int, int)",
        "(int A, string? B, int C, int D, int E, int F, int G, string? H, int @class)", "ValueTuple<int>", "Tuple<int, string?>", "Tuple<int>?",
        "KeyValuePair<string, int>", "KeyValuePair<int, long>?", "KeyValuePair<int, int>[]", "KeyValuePair<int, int?>", "KeyValuePair<int, bool?>?",
        "int[,]", "string?[,,]?", "int[,,,]", "int[][,]", "int[,][]", "int[,]?[]",
        "HashSet<int>", "HashSet<string>?", "Queue<int>", "Stack<string?>", "LinkedList<int>", "SortedSet<int>", "SortedDictionary<string, int>", "SortedList<int, string?>",
        "IEnumerable<int>", "ICollection<int>", "IList<string?>?", "IReadOnlyCollection<int>", "IReadOnlyList<int>", "ISet<int>", "IReadOnlySet<int>",
        "IDictionary<string, int>", "IReadOnlyDictionary<string, int?>?",
        "System.Collections.Concurrent.ConcurrentQueue<int>", "System.Collections.Concurrent.ConcurrentStack<int>", "System.Collections.Concurrent.ConcurrentBag<int>",
        "System.Collections.Concurrent.ConcurrentDictionary<string, int>", "System.Collections.ObjectModel.Collection<int>",
        "System.Collections.ObjectModel.ObservableCollection<int>", "System.Collections.ObjectModel.ReadOnlyCollection<int>",
        "System.Collections.ObjectModel.ReadOnlyDictionary<string, int>", "System.Collections.Immutable.ImmutableArray<int>",
        "System.Collections.Immutable.ImmutableArray<string?>?", "System.Collections.Immutable.ImmutableList<int>", "System.Collections.Immutable.ImmutableQueue<int>",
        "System.Collections.Immutable.ImmutableStack<int>", "System.Collections.Immutable.ImmutableHashSet<int>", "System.Collections.Immutable.ImmutableSortedSet<int>",
        "System.Collections.Immutable.ImmutableDictionary<string, int>", "System.Collections.Immutable.ImmutableSortedDictionary<string, int>",
        "System.Collections.Immutable.IImmutableList<string?>", "System.Collections.Immutable.IImmutableSet<int>?", "System.Collections.Immutable.IImmutableQueue<int>",
        "System.Collections.Immutable.IImmutableStack<int>", "System.Collections.Immutable.IImmutableDictionary<string, int?>", "System.Collections.ObjectModel.ReadOnlySet<int>",
        "System.Collections.ObjectModel.ReadOnlyObservableCollection<string?>",
        "System.Collections.Frozen.FrozenSet<int>", "System.Collections.Frozen.FrozenDictionary<string, int>?",
    ];
}
