using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable sorted dictionaries: the count, then key and value of each entry. The comparer does not travel; equal keys are refused.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of a key.</typeparam>
/// <typeparam name="TValueCodec">The codec of a value.</typeparam>
public readonly struct ImmutableSortedDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : IPeerReferenceCodec<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IPeerCodec<TKey>
    where TValueCodec : struct, IPeerCodec<TValue>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableSortedDictionary<TKey, TValue> value) =>
        PeerSequences.WriteMap<TKey, TValue, TKeyCodec, TValueCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ImmutableSortedDictionary<TKey, TValue> Read(ref PeerReader reader) =>
        PeerSequences.ReadEntries<TKey, TValue, TKeyCodec, TValueCodec>(ref reader, 512, DecodeCost.Node<KeyValuePair<TKey, TValue>>(3) + (2 * DecodeCost.Item<KeyValuePair<TKey, TValue>>())).ToImmutableSortedDictionary();
}
