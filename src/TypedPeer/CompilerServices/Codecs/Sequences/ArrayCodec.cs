namespace TypedPeer.CompilerServices;

/// <summary>One-dimensional arrays: the count, then the items.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ArrayCodec<T, TCodec> : IPeerReferenceCodec<T[]>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T[] value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteCollectionHeader(value.Length);
        PeerItems.Write<T, TCodec>(ref writer, value);
    }

    /// <inheritdoc/>
    public static T[] Read(ref PeerReader reader)
    {
        var count = reader.ReadCollectionHeader(TCodec.MinimumSize);
        if (count == 0)
        {
            return [];
        }

        reader.Charge(count * DecodeCost.Item<T>());

        // Not cleared where every byte is overwritten at once.
        var items = TCodec.IsBlittable ? GC.AllocateUninitializedArray<T>(count) : new T[count];
        PeerItems.Read<T, TCodec>(ref reader, items);
        return items;
    }
}
