using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable arrays: the count, then the items. The default value, which is no array, is refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableArrayCodec<T, TCodec> : IPeerCodec<ImmutableArray<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableArray<T> value) =>
        ArrayCodec<T, TCodec>.Write(ref writer, ImmutableCollectionsMarshal.AsArray(value)!);

    /// <inheritdoc/>
    public static ImmutableArray<T> Read(ref PeerReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(ArrayCodec<T, TCodec>.Read(ref reader));
}
