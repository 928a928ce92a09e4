namespace TypedPeer.CompilerServices;

/// <summary>Array segments: the count, then the items. The default value, which has no array, is written as an empty one.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ArraySegmentCodec<T, TCodec> : IPeerCodec<ArraySegment<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ArraySegment<T> value)
    {
        writer.WriteCollectionHeader(value.Count);
        PeerItems.Write<T, TCodec>(ref writer, value);
    }

    /// <inheritdoc/>
    public static ArraySegment<T> Read(ref PeerReader reader) => ArrayCodec<T, TCodec>.Read(ref reader);
}
