namespace TypedPeer.CompilerServices;

/// <summary>Stacks: the count, then the items in the order they were pushed.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct StackCodec<T, TCodec> : IPeerReferenceCodec<Stack<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Stack<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value.Reverse());
    }

    /// <inheritdoc/>
    public static Stack<T> Read(ref PeerReader reader) => new(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Collection, DecodeCost.Item<T>()));
}
