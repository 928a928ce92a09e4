using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable lists by their interface: the count, then the items.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableListInterfaceCodec<T, TCodec> : IPeerReferenceCodec<IImmutableList<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IImmutableList<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static IImmutableList<T> Read(ref PeerReader reader) => ImmutableListCodec<T, TCodec>.Read(ref reader);
}
