using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// The certificate the peer presented. Its bytes are kept as they came, since those are what the fingerprint is about; the
/// names, dates and signature in it mean nothing to WebRTC (RFC 8827 section 6.5).
/// </summary>
internal sealed class RemoteCertificate : IDisposable
{
    private readonly byte[] _der;
    private readonly ECDsa _key;

    private RemoteCertificate(byte[] der, ECDsa key)
    {
        _der = der;
        _key = key;
    }

    /// <summary>Gets the bytes that came.</summary>
    public ReadOnlySpan<byte> Der => _der;

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="HandshakeException">It is malformed, or its key is not an ECDSA key on P-256.</exception>
    public static RemoteCertificate Parse(ReadOnlySpan<byte> der)
    {
        ECDsa? key = null;
        try
        {
            var bytes = der.ToArray();
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);

            // The platform also reads PEM and ignores what trails: neither may pass for the bytes that were pinned.
            if (!certificate.RawData.AsSpan().SequenceEqual(bytes))
            {
                throw new HandshakeException(DtlsAlert.BadCertificate, "The peer's certificate is not plain DER.");
            }

            key = certificate.GetECDsaPublicKey();
            if (key is null || !P256.Is(key.ExportParameters(includePrivateParameters: false).Curve))
            {
                key?.Dispose();
                throw new HandshakeException(DtlsAlert.UnsupportedCertificate, "The peer's certificate has no P-256 key.");
            }

            return new RemoteCertificate(bytes, key);
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            key?.Dispose();
            throw new HandshakeException(DtlsAlert.BadCertificate, "The peer's certificate cannot be read.", error);
        }
    }

    /// <summary>Verifies a signature over a SHA-256 hash.</summary>
    public bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
