namespace TypedPeer.CompilerServices;

/// <summary>Read-only lists: the count, then the items. What is read is an array.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ReadOnlyListCodec<T, TCodec> : IPeerReferenceCodec<IReadOnlyList<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IReadOnlyList<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static IReadOnlyList<T> Read(ref PeerReader reader) => ArrayCodec<T, TCodec>.Read(ref reader);
}
