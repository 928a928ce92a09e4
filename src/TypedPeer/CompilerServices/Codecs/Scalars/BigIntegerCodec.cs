using System.Numerics;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Big integers: the count of bytes, then two's complement, least significant byte first, in as few bytes as it takes. A form of
/// our own, since the format's reference implementation writes its whole scratch buffer.
/// </summary>
public readonly struct BigIntegerCodec : IPeerCodec<BigInteger>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in BigInteger value)
    {
        var count = value.GetByteCount();
        writer.WriteCollectionHeader(count);
        value.TryWriteBytes(writer.GetSpan(count), out var written);
        writer.Advance(written);
    }

    /// <inheritdoc/>
    public static BigInteger Read(ref PeerReader reader)
    {
        var count = reader.ReadCollectionHeader(sizeof(byte));
        reader.Charge(count);
        return new(reader.ReadBytes(count));
    }
}
