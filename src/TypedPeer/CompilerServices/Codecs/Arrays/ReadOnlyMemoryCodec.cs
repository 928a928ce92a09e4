namespace TypedPeer.CompilerServices;

/// <summary>Memory: the count, then the items. What is read is a copy and belongs to the reader.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ReadOnlyMemoryCodec<T, TCodec> : IPeerCodec<ReadOnlyMemory<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ReadOnlyMemory<T> value)
    {
        writer.WriteCollectionHeader(value.Length);
        PeerItems.Write<T, TCodec>(ref writer, value.Span);
    }

    /// <inheritdoc/>
    public static ReadOnlyMemory<T> Read(ref PeerReader reader) => ArrayCodec<T, TCodec>.Read(ref reader);
}
