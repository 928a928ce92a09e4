using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.Code;

/// <summary>How an output names types and their codecs.</summary>
internal sealed class CodeNames
{
    /// <summary>In the namespace of the codecs, where no user declares types, and which uses that of the runtime.</summary>
    public static readonly CodeNames AmongCodecs = new(runtime: string.Empty, own: string.Empty);

    private readonly string _runtime;
    private readonly string _own;

    private CodeNames(string runtime, string own) => (_runtime, _own) = (runtime, own);

    /// <summary>Among the user's types, where everything is named in full.</summary>
    /// <param name="assembly">The assembly whose codecs are used.</param>
    public static CodeNames AmongContracts(string assembly) => new(RuntimeTypes.Prefix, $"global::{OutputNames.CodecNamespace(assembly)}.");

    public static string Of(TypeName type) => TypeNameText.Full(type);

    public static string Of(WireType type) => TypeNameText.Full(type.Name);

    /// <summary>The codec of a type, with its type arguments.</summary>
    public string Codec(WireType type) => type switch
    {
        DataTypeReference data => _own + OutputNames.Codec(data.Name),
        ScalarType scalar => _runtime + Codec(scalar),
        EnumType => $"{_runtime}UnmanagedCodec<{Of(type)}>",
        StringType => _runtime + "StringCodec",
        ArrayType array => $"{_runtime}Array{(array.Rank == 1 ? string.Empty : array.Rank.ToString())}Codec{Arguments(array.Item)}",
        ListType list => _runtime + Codec(list.Collection) + Arguments(list.Item),
        MapType map => _runtime + Codec(map.Collection) + Arguments(map.Key, map.Value),
        TupleType tuple => _runtime + Codec(tuple) + Arguments([.. tuple.Items]),
        ContractReference => $"{_runtime}PeerContractCodec<{Of(type)}>",
        ProgressType progress => _runtime + "PeerProgressCodec" + Arguments(progress.Value),
        NullableType nullable => _runtime + Codec(nullable) + Arguments(nullable.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static string Codec(ScalarType scalar) =>
        scalar.Layout is { TakesAnyBits: true } ? $"UnmanagedCodec<{Of(scalar)}>" : Scalars.Of(scalar.Kind).Name.Name + "Codec";

    private static string Codec(TupleType tuple) => tuple.Kind switch
    {
        TupleKind.ValueTuple => "ValueTupleCodec",
        TupleKind.Tuple => "TupleCodec",
        _ => tuple.Layout is null ? "KeyValuePairCodec" : "UnmanagedKeyValuePairCodec",
    };

    private static string Codec(NullableType nullable) => nullable switch
    {
        { IsReference: true } => "NullableCodec",
        { Layout: null } => "NullableStructCodec",
        _ => "NullableUnmanagedCodec",
    };

    // Named after the collection, unless that is an interface or its name is taken by one.
    private static string Codec(CollectionKind collection) => collection switch
    {
        CollectionKind.IEnumerable => "EnumerableCodec",
        CollectionKind.ICollection => "CollectionInterfaceCodec",
        CollectionKind.IList => "ListInterfaceCodec",
        CollectionKind.IReadOnlyCollection => "ReadOnlyCollectionInterfaceCodec",
        CollectionKind.IReadOnlyList => "ReadOnlyListCodec",
        CollectionKind.ISet => "SetInterfaceCodec",
        CollectionKind.IReadOnlySet => "ReadOnlySetCodec",
        CollectionKind.ReadOnlySet => "ReadOnlyHashSetCodec",
        CollectionKind.IDictionary => "DictionaryInterfaceCodec",
        CollectionKind.IReadOnlyDictionary => "ReadOnlyDictionaryInterfaceCodec",
        CollectionKind.IImmutableList => "ImmutableListInterfaceCodec",
        CollectionKind.IImmutableSet => "ImmutableSetInterfaceCodec",
        CollectionKind.IImmutableQueue => "ImmutableQueueInterfaceCodec",
        CollectionKind.IImmutableStack => "ImmutableStackInterfaceCodec",
        CollectionKind.IImmutableDictionary => "ImmutableDictionaryInterfaceCodec",
        _ => collection + "Codec",
    };

    private string Arguments(params WireType[] types) => $"<{string.Join(", ", types.Select(Of))}, {string.Join(", ", types.Select(Codec))}>";
}
