using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable queues by their interface: the count, then the items in the order they leave.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableQueueInterfaceCodec<T, TCodec> : IPeerReferenceCodec<IImmutableQueue<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IImmutableQueue<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static IImmutableQueue<T> Read(ref PeerReader reader) => ImmutableQueueCodec<T, TCodec>.Read(ref reader);
}
