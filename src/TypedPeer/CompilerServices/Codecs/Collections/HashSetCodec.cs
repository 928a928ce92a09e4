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
        var items = ArrayCodec<T, TCodec>.Read(ref reader);
        var set = new HashSet<T>(items);
        return PeerSequences.Distinct(set, set.Count, items.Length);
    }
}
