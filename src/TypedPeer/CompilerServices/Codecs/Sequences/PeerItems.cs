using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>Runs of items, copied as a whole where the item's memory is its wire form.</summary>
internal static class PeerItems
{
    public static void Write<T, TCodec>(ref PeerWriter writer, ReadOnlySpan<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        if (TCodec.IsBlittable)
        {
            var bytes = AsBytes(ref MemoryMarshal.GetReference(items), items.Length);
            bytes.CopyTo(writer.GetSpan(bytes.Length));
            writer.Advance(bytes.Length);
            return;
        }

        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                TCodec.Write(ref writer, in items[i]);
            }
        }
        catch (PeerDataException failure) when (failure.AddItem(i))
        {
            // Never caught here: the filter only adds the item to the path.
            throw;
        }
    }

    public static void Read<T, TCodec>(ref PeerReader reader, Span<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        if (TCodec.IsBlittable)
        {
            var bytes = AsBytes(ref MemoryMarshal.GetReference(items), items.Length);
            reader.ReadBytes(bytes.Length).CopyTo(bytes);
            return;
        }

        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                items[i] = TCodec.Read(ref reader);
            }
        }
        catch (PeerDataException failure) when (failure.AddItem(i))
        {
            // Never caught here: the filter only adds the item to the path.
            throw;
        }
    }

    /// <summary>
    /// Whether an array of these lengths has that many items. The lengths of an empty array may be anything whose product,
    /// zeros left out, is a possible count.
    /// </summary>
    public static bool IsProduct(int count, ReadOnlySpan<int> lengths)
    {
        var (product, isEmpty) = (1L, false);
        foreach (var length in lengths)
        {
            isEmpty |= length == 0;
            product *= Math.Max(length, 1);
            if (length < 0 || product > Array.MaxLength)
            {
                return false;
            }
        }

        return isEmpty ? count == 0 : count == product;
    }

    private static Span<byte> AsBytes<T>(ref T first, int count) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref first), checked(count * Unsafe.SizeOf<T>()));
}
