using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable stacks: the count, then the items in the order they were pushed.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableStackCodec<T, TCodec> : IPeerReferenceCodec<ImmutableStack<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableStack<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value?.Reverse()!);

    /// <inheritdoc/>
    public static ImmutableStack<T> Read(ref PeerReader reader) => ImmutableStack.Create(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Object, DecodeCost.Node<T>(1)));
}
