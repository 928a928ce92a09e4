namespace TypedPeer.CompilerServices;

/// <summary>Hash sets: the count, then the items. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct HashSetCodec<T, TCodec> : IPeerReferenceCodec<HashSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in HashSet<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static HashSet<T> Read(ref PeerReader reader)
    {
        var items = PeerSequences.ReadItems<T, TCodec>(ref reader, 160, DecodeCost.Entry<T>());
        var set = new HashSet<T>(items.Length);
        using var spread = new KeySpread<T>(items.Length, set.EnsureCapacity(0));
        foreach (var item in items)
        {
            spread.Add(item);
            set.Add(item);
        }

        return PeerSequences.Distinct(set, set.Count, items.Length);
    }
}
