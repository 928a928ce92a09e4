using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>Arrays of two dimensions: an object of the lengths, the count and the items, the last dimension running fastest.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct Array2Codec<T, TCodec> : IPeerReferenceCodec<T[,]>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => 1 + (3 * sizeof(int));

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T[,] value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteObjectHeader(3);
        writer.WriteUnmanaged(value.GetLength(0));
        writer.WriteUnmanaged(value.GetLength(1));
        writer.WriteCollectionHeader(value.Length);
        if (value.Length > 0)
        {
            PeerItems.Write<T, TCodec>(ref writer, MemoryMarshal.CreateReadOnlySpan(ref value[0, 0], value.Length));
        }
    }

    /// <inheritdoc/>
    public static T[,] Read(ref PeerReader reader)
    {
        reader.ReadObjectHeader(3);
        var length0 = reader.ReadUnmanaged<int>();
        var length1 = reader.ReadUnmanaged<int>();
        var count = reader.ReadCollectionHeader(TCodec.MinimumSize);
        if (!PeerItems.IsProduct(count, [length0, length1]))
        {
            PeerFormat.ThrowInvalid("array");
        }

        reader.Charge(DecodeCost.Collection + (count * DecodeCost.Item<T>()));
        var items = new T[length0, length1];
        if (count > 0)
        {
            PeerItems.Read<T, TCodec>(ref reader, MemoryMarshal.CreateSpan(ref items[0, 0], count));
        }

        return items;
    }
}
