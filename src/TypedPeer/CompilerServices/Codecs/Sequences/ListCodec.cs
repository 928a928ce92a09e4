using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>Lists: the count, then the items.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ListCodec<T, TCodec> : IPeerReferenceCodec<List<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in List<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteCollectionHeader(value.Count);
        PeerItems.Write<T, TCodec>(ref writer, CollectionsMarshal.AsSpan(value));
    }

    /// <inheritdoc/>
    public static List<T> Read(ref PeerReader reader)
    {
        var count = reader.ReadCollectionHeader(TCodec.MinimumSize);
        reader.Charge(count * DecodeCost.Item<T>());
        var items = new List<T>(count);
        CollectionsMarshal.SetCount(items, count);
        PeerItems.Read<T, TCodec>(ref reader, CollectionsMarshal.AsSpan(items));
        return items;
    }
}
