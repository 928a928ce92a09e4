using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>Our half of an ephemeral P-256 key agreement (RFC 8422); used for one handshake and disposed of.</summary>
internal sealed class EcdheKeyExchange : IDisposable
{
    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes a fresh key.</summary>
    public EcdheKeyExchange()
    {
        PublicPoint = P256.GetPoint(_key.ExportParameters(includePrivateParameters: false).Q);
    }

    /// <summary>Gets our public point, uncompressed.</summary>
    public byte[] PublicPoint { get; }

    /// <summary>Computes the premaster secret. The caller zeroes it.</summary>
    /// <exception cref="HandshakeException">The point is no uncompressed point of the curve.</exception>
    public byte[] DeriveSecret(ReadOnlySpan<byte> peerPoint)
    {
        if (peerPoint.Length != P256.PointLength || peerPoint[0] != P256.Uncompressed)
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The peer's key share is not an uncompressed P-256 point.");
        }

        try
        {
            var parameters = new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = peerPoint.Slice(1, P256.CoordinateLength).ToArray(),
                    Y = peerPoint.Slice(1 + P256.CoordinateLength, P256.CoordinateLength).ToArray(),
                },
            };
            using var peer = ECDiffieHellman.Create(parameters);
            using var publicKey = peer.PublicKey;
            return _key.DeriveRawSecretAgreement(publicKey);
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The peer's key share is not a point of P-256.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
