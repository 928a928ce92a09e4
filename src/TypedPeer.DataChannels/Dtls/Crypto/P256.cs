using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>The one curve of this profile: secp256r1 (RFC 8422 section 5.1.1).</summary>
internal static class P256
{
    /// <summary>Its number in supported_groups.</summary>
    public const ushort NamedGroup = 23;

    /// <summary>The length of a coordinate, a scalar and the shared secret.</summary>
    public const int CoordinateLength = 32;

    /// <summary>The length of an uncompressed point, the only form taken.</summary>
    public const int PointLength = 65;

    /// <summary>The first byte of an uncompressed point.</summary>
    public const byte Uncompressed = 4;

    private const byte Integer = 0x02;
    private const byte Sequence = 0x30;
    private const string Oid = "1.2.840.10045.3.1.7";

    /// <summary>Signs a SHA-256 hash (ecdsa_secp256r1_sha256, the DER form of TLS).</summary>
    public static byte[] SignHash(ECDsa key, ReadOnlySpan<byte> hash)
    {
        // The platform's own writer of DER is a general one, and it takes the signature apart before it writes it, too.
        Span<byte> halves = stackalloc byte[2 * CoordinateLength];
        if (!key.TrySignHash(hash, halves, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written) || written != halves.Length)
        {
            throw new CryptographicException("The key makes no signatures of P-256.");
        }

        Span<byte> numbers = stackalloc byte[2 * (CoordinateLength + 3)];
        var length = WriteInteger(numbers, halves[..CoordinateLength]);
        length += WriteInteger(numbers[length..], halves[CoordinateLength..]);
        var signature = new byte[2 + length];
        signature[0] = Sequence;
        signature[1] = (byte)length;
        numbers[..length].CopyTo(signature.AsSpan(2));
        return signature;
    }

    /// <summary>Writes a point uncompressed; the platform may leave out zeros in front.</summary>
    public static byte[] GetPoint(ECPoint q)
    {
        var point = new byte[PointLength];
        point[0] = Uncompressed;
        q.X!.CopyTo(point, 1 + CoordinateLength - q.X.Length);
        q.Y!.CopyTo(point, PointLength - q.Y.Length);
        return point;
    }

    /// <summary>Says whether a key's curve is P-256 by name: explicit parameters are refused, however they look.</summary>
    public static bool Is(ECCurve curve) =>
        curve.IsNamed && (string.Equals(curve.Oid.Value, Oid, StringComparison.Ordinal) || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");

    /// <summary>Writes a positive number in DER: without zeros in front, but for one where its first bit would be a sign.</summary>
    private static int WriteInteger(Span<byte> destination, ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && value[0] == 0)
        {
            value = value[1..];
        }

        var sign = value[0] >> 7;
        destination[0] = Integer;
        destination[1] = (byte)(value.Length + sign);
        destination[2] = 0;
        value.CopyTo(destination[(2 + sign)..]);
        return 2 + sign + value.Length;
    }
}
