using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable stacks by their interface: the count, then the items in the order they were pushed.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableStackInterfaceCodec<T, TCodec> : IPeerReferenceCodec<IImmutableStack<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IImmutableStack<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value?.Reverse()!);

    /// <inheritdoc/>
    public static IImmutableStack<T> Read(ref PeerReader reader) => ImmutableStackCodec<T, TCodec>.Read(ref reader);
}
