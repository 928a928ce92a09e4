using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable hash sets: the count, then the items. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableHashSetCodec<T, TCodec> : IPeerReferenceCodec<ImmutableHashSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableHashSet<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static ImmutableHashSet<T> Read(ref PeerReader reader)
    {
        var items = PeerSequences.ReadItems<T, TCodec>(ref reader, 128, DecodeCost.Node<T>(6));
        PeerSequences.RefuseColliding<T>(items);
        var set = ImmutableHashSet.Create(items);
        return PeerSequences.Distinct(set, set.Count, items.Length);
    }
}
