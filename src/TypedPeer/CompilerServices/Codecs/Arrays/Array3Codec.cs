using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>Arrays of three dimensions: an object of the lengths, the count and the items, the last dimension running fastest.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct Array3Codec<T, TCodec> : IPeerReferenceCodec<T[,,]>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => 1 + (4 * sizeof(int));

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T[,,] value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteObjectHeader(4);
        writer.WriteUnmanaged(value.GetLength(0));
        writer.WriteUnmanaged(value.GetLength(1));
        writer.WriteUnmanaged(value.GetLength(2));
        writer.WriteCollectionHeader(value.Length);
        if (value.Length > 0)
        {
            PeerItems.Write<T, TCodec>(ref writer, MemoryMarshal.CreateReadOnlySpan(ref value[0, 0, 0], value.Length));
        }
    }

    /// <inheritdoc/>
    public static T[,,] Read(ref PeerReader reader)
    {
        reader.ReadObjectHeader(4);
        var length0 = reader.ReadUnmanaged<int>();
        var length1 = reader.ReadUnmanaged<int>();
        var length2 = reader.ReadUnmanaged<int>();
        var count = reader.ReadCollectionHeader(TCodec.MinimumSize);
        if (!PeerItems.IsProduct(count, [length0, length1, length2]))
        {
            PeerFormat.ThrowInvalid("array");
        }

        reader.Charge(DecodeCost.Collection + (count * DecodeCost.Item<T>()));
        var items = new T[length0, length1, length2];
        if (count > 0)
        {
            PeerItems.Read<T, TCodec>(ref reader, MemoryMarshal.CreateSpan(ref items[0, 0, 0], count));
        }

        return items;
    }
}
