using System.Collections.Concurrent;

namespace TypedPeer.CompilerServices;

/// <summary>Concurrent bags: the count, then the items in no order.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ConcurrentBagCodec<T, TCodec> : IPeerReferenceCodec<ConcurrentBag<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ConcurrentBag<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ConcurrentBag<T> Read(ref PeerReader reader) => new(PeerSequences.ReadItems<T, TCodec>(ref reader, 1024, 4 * DecodeCost.Item<T>()));
}
