using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable sorted sets: the count, then the items in order. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableSortedSetCodec<T, TCodec> : IPeerReferenceCodec<ImmutableSortedSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableSortedSet<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static ImmutableSortedSet<T> Read(ref PeerReader reader)
    {
        var items = PeerSequences.ReadItems<T, TCodec>(ref reader, 128, DecodeCost.Node<T>(3) + (2 * DecodeCost.Item<T>()));
        var set = ImmutableSortedSet.Create(items);
        return PeerSequences.Distinct(set, set.Count, items.Length);
    }
}
