namespace TypedPeer.CompilerServices;

/// <summary>Sets: the count, then the items. What is read is a hash set.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct SetInterfaceCodec<T, TCodec> : IPeerReferenceCodec<ISet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ISet<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ISet<T> Read(ref PeerReader reader) => HashSetCodec<T, TCodec>.Read(ref reader);
}
