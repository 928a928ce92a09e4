using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable sets by their interface: the count, then the items. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableSetInterfaceCodec<T, TCodec> : IPeerReferenceCodec<IImmutableSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IImmutableSet<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static IImmutableSet<T> Read(ref PeerReader reader) => ImmutableHashSetCodec<T, TCodec>.Read(ref reader);
}
