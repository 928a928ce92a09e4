namespace TypedPeer.CompilerServices;

/// <summary>Sorted sets: the count, then the items in order. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct SortedSetCodec<T, TCodec> : IPeerReferenceCodec<SortedSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in SortedSet<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static SortedSet<T> Read(ref PeerReader reader)
    {
        var items = PeerSequences.ReadItems<T, TCodec>(ref reader, 128, DecodeCost.Node<T>(3) + (2 * DecodeCost.Item<T>()));
        var set = new SortedSet<T>(items);
        return PeerSequences.Distinct(set, set.Count, items.Length);
    }
}
