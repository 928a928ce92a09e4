using System.Collections.Frozen;

namespace TypedPeer.CompilerServices;

/// <summary>Frozen sets: the count, then the items. The comparer does not travel; equal items are refused.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct FrozenSetCodec<T, TCodec> : IPeerReferenceCodec<FrozenSet<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in FrozenSet<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static FrozenSet<T> Read(ref PeerReader reader)
    {
        var items = HashSetCodec<T, TCodec>.Read(ref reader);
        reader.Charge(512 + (items.Count * (DecodeCost.Entry<T>() + (4 * DecodeCost.Reference))));
        return items.ToFrozenSet();
    }
}
