using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>How types are spelt, and which codecs they have.</summary>
/// <param name="names">What the library's own types are called.</param>
/// <param name="uses">Takes the names that a file has to import, each with whether it is a contract.</param>
internal sealed class ScriptTypes(ScriptNames names, Action<WireType> uses)
{
    private const int TupleWithRest = 8;

    /// <summary>The type of a value.</summary>
    public string Type(WireType type)
    {
        switch (type)
        {
            case ScalarType scalar:
                return ScriptScalars.Of(scalar.Kind).Type;
            case StringType:
                return "string";
            case EnumType or DataTypeReference:
                uses(type);
                return names.Type(type.Name);
            case ContractReference contract:
                uses(type);
                return names.Contract(contract.WireName);
            case ProgressType progress:
                return $"$.Progress<{Type(progress.Value)}>";
            case NullableType nullable:
                return Type(nullable.Value) + " | null";
            case ArrayType { Rank: > 1 } grid:
                return $"$.Grid<{Type(grid.Item)}>";
            case ArrayType array:
                return IsByte(array.Item) ? "Uint8Array" : ListOf(array.Item);
            case ListType list:
                return IsSet(list.Collection) ? IsPlain(list.Item) ? $"Set<{Type(list.Item)}>" : ListOf(list.Item) : IsByte(list.Item) ? "Uint8Array" : ListOf(list.Item);
            case MapType map:
                return IsPlain(map.Key) ? $"Map<{Type(map.Key)}, {Type(map.Value)}>" : $"[{Type(map.Key)}, {Type(map.Value)}][]";
            case TupleType tuple:
                return $"[{string.Join(", ", Items(tuple).Select(Type))}]";
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    /// <summary>The codec of a type.</summary>
    public string Codec(WireType type)
    {
        switch (type)
        {
            case ScalarType scalar:
                return "$." + ScriptScalars.Of(scalar.Kind).Codec;
            case StringType:
                return "$.string";
            case EnumType number:
                uses(type);
                return $"$.enumeration<{names.Type(type.Name)}>($.{ScriptScalars.Of(number.Underlying).Codec})";
            case DataTypeReference:
                uses(type);
                return names.Type(type.Name);
            case ContractReference contract:
                uses(type);
                return $"$.reference(() => {names.Contract(contract.WireName)})";
            case ProgressType progress:
                return $"$.progress({Codec(progress.Value)})";
            case NullableType nullable:
                return $"$.{(nullable.IsReference || nullable.Layout is not null ? "nullable" : "nullableStruct")}({Codec(nullable.Value)})";
            case ArrayType { Rank: > 1 } grid:
                return $"$.grid({grid.Rank}, {Codec(grid.Item)})";
            case ArrayType array:
                return IsByte(array.Item) ? "$.bytes" : $"$.list({Codec(array.Item)})";
            case ListType list:
                return IsSet(list.Collection) ? $"$.{(IsPlain(list.Item) ? "set" : "items")}({Codec(list.Item)})" : IsByte(list.Item) ? "$.bytes" : $"$.list({Codec(list.Item)})";
            case MapType map:
                return $"$.{(IsPlain(map.Key) ? "map" : "entries")}({Codec(map.Key)}, {Codec(map.Value)})";
            case TupleType tuple:
                return $"$.{TupleCodec(tuple.Kind)}({string.Join(", ", Items(tuple).Select(Codec))})";
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private string ListOf(WireType item) => item is NullableType ? $"({Type(item)})[]" : Type(item) + "[]";

    private static string TupleCodec(TupleKind kind) => kind switch
    {
        TupleKind.ValueTuple => "tuple",
        TupleKind.Tuple => "objectTuple",
        _ => "pair",
    };

    // The eighth item of a value tuple holds the others.
    private static IEnumerable<WireType> Items(TupleType tuple) =>
        tuple is { Kind: TupleKind.ValueTuple, Items.Count: TupleWithRest } && tuple.Items[TupleWithRest - 1] is TupleType { Kind: TupleKind.ValueTuple } rest
            ? tuple.Items.Take(TupleWithRest - 1).Concat(Items(rest))
            : tuple.Items;

    private static bool IsByte(WireType item) => item is ScalarType { Kind: ScalarKind.UInt8 };

    /// <summary>Whether JavaScript's maps and sets tell values apart as .NET does.</summary>
    private static bool IsPlain(WireType type) => type switch
    {
        StringType or EnumType => true,
        ScalarType scalar => ScriptScalars.Of(scalar.Kind).Type is "string" or "number" or "bigint" or "boolean",
        NullableType nullable => IsPlain(nullable.Value),
        _ => false,
    };

    private static bool IsSet(CollectionKind collection) => collection is CollectionKind.HashSet or CollectionKind.SortedSet or CollectionKind.ISet or CollectionKind.IReadOnlySet
        or CollectionKind.ReadOnlySet or CollectionKind.ImmutableHashSet or CollectionKind.ImmutableSortedSet or CollectionKind.IImmutableSet or CollectionKind.FrozenSet;
}
