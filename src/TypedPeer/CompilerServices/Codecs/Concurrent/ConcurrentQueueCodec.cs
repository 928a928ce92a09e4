using System.Collections.Concurrent;

namespace TypedPeer.CompilerServices;

/// <summary>Concurrent queues: the count, then the items from first to last.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ConcurrentQueueCodec<T, TCodec> : IPeerReferenceCodec<ConcurrentQueue<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ConcurrentQueue<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ConcurrentQueue<T> Read(ref PeerReader reader) => new(PeerSequences.ReadItems<T, TCodec>(ref reader, 1024, 2 * (DecodeCost.Item<T>() + DecodeCost.Reference)));
}
