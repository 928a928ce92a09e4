using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable queues: the count, then the items from first to last.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableQueueCodec<T, TCodec> : IPeerReferenceCodec<ImmutableQueue<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableQueue<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ImmutableQueue<T> Read(ref PeerReader reader) => ImmutableQueue.Create(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Collection, DecodeCost.Node<T>(1)));
}
