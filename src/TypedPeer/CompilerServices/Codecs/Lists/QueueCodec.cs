namespace TypedPeer.CompilerServices;

/// <summary>Queues: the count, then the items from first to last.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct QueueCodec<T, TCodec> : IPeerReferenceCodec<Queue<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Queue<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static Queue<T> Read(ref PeerReader reader) => new(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Collection, DecodeCost.Item<T>()));
}
