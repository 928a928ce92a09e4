using System.Collections.Concurrent;

namespace TypedPeer.CompilerServices;

/// <summary>Concurrent stacks: the count, then the items in the order they were pushed.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ConcurrentStackCodec<T, TCodec> : IPeerReferenceCodec<ConcurrentStack<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ConcurrentStack<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value?.Reverse()!);

    /// <inheritdoc/>
    public static ConcurrentStack<T> Read(ref PeerReader reader) => new(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Collection, DecodeCost.Node<T>(1)));
}
