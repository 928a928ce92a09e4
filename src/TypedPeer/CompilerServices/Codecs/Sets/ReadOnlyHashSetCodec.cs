using System.Collections.ObjectModel;

namespace TypedPeer.CompilerServices;

/// <summary>Read-only sets: the count, then the items. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ReadOnlyHashSetCodec<T, TCodec> : IPeerReferenceCodec<ReadOnlySet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ReadOnlySet<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ReadOnlySet<T> Read(ref PeerReader reader)
    {
        reader.Charge(DecodeCost.Object);
        return new(HashSetCodec<T, TCodec>.Read(ref reader));
    }
}
