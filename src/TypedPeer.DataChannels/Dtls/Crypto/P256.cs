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

    private const string Oid = "1.2.840.10045.3.1.7";

    /// <summary>Signs a SHA-256 hash (ecdsa_secp256r1_sha256, the DER form of TLS).</summary>
    public static byte[] SignHash(ECDsa key, ReadOnlySpan<byte> hash)
    {
        // The form that gives an array takes the signature apart and puts it together again.
        var signature = new byte[key.GetMaxSignatureSize(DSASignatureFormat.Rfc3279DerSequence)];
        return key.TrySignHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence, out var written)
            ? signature[..written]
            : key.SignHash(hash.ToArray(), DSASignatureFormat.Rfc3279DerSequence);
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
}
