using System.Collections;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Bit arrays: the count of bits, then the bits from the lowest of the first byte on, the rest of the last byte zero. A form of
/// our own, since the format's reference implementation writes its buffer's spare room.
/// </summary>
public readonly struct BitArrayCodec : IPeerReferenceCodec<BitArray>
{
    private const int BitsInByte = 8;

    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in BitArray value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteCollectionHeader(value.Length);
        var count = Bytes(value.Length);
        var span = writer.GetSpan(count)[..count];
        span.Clear();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i])
            {
                span[i / BitsInByte] |= (byte)(1 << (i % BitsInByte));
            }
        }

        writer.Advance(count);
    }

    /// <inheritdoc/>
    public static BitArray Read(ref PeerReader reader)
    {
        var length = reader.ReadCollectionHeader(0);
        var bytes = reader.ReadBytes(Bytes(length));
        if (bytes.Length > int.MaxValue / BitsInByte || (length % BitsInByte != 0 && bytes[^1] >> (length % BitsInByte) != 0))
        {
            PeerFormat.ThrowInvalid("BitArray");
        }

        // The bytes are copied once to hand them over.
        reader.Charge(DecodeCost.Collection + (2L * bytes.Length));
        return new BitArray(bytes.ToArray()) { Length = length };
    }

    private static int Bytes(int bits) => (int)(((long)bits + BitsInByte - 1) / BitsInByte);
}
