using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// Our identity: a self-signed P-256 certificate and its private key. May be shared by connections on different threads.
/// A certificate per connection keeps peers from linking them; one kept for long is an identity.
/// </summary>
internal sealed class DtlsCertificate : IDisposable
{
    private const int SerialLength = 16;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);

    private readonly Lock _signing = new();
    private readonly ECDsa _key;
    private readonly byte[] _der;

    private DtlsCertificate(byte[] der, ECDsa key)
    {
        _der = der;
        _key = key;
        Fingerprint = DtlsFingerprint.Compute(der);
    }

    /// <summary>Gets the certificate as it travels.</summary>
    public ReadOnlySpan<byte> Der => _der;

    /// <summary>Gets the sha-256 fingerprint for the SDP.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>Makes a fresh key and a certificate for it, valid from now on, that says nothing about its owner.</summary>
    public static DtlsCertificate Create(DateTimeOffset now, TimeSpan? lifetime = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            var name = new X500DistinguishedName($"CN={RandomNumberGenerator.GetHexString(16, lowercase: true)}");
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            using var certificate = request.Create(
                name,
                X509SignatureGenerator.CreateForECDsa(key),
                now - ClockSkew,
                now + (lifetime ?? DefaultLifetime),
                CreateSerial());
            return new DtlsCertificate(certificate.RawData, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Takes an existing certificate.</summary>
    /// <exception cref="ArgumentException">The certificate has no private key, or not a P-256 one.</exception>
    public static DtlsCertificate FromX509(X509Certificate2 certificate)
    {
        var key = certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("The certificate needs an ECDSA private key.", nameof(certificate));
        if (!P256.Is(key.ExportParameters(includePrivateParameters: false).Curve))
        {
            key.Dispose();
            throw new ArgumentException("The certificate's key must lie on P-256.", nameof(certificate));
        }

        return new DtlsCertificate(certificate.RawData, key);
    }

    /// <summary>Signs a SHA-256 hash (ecdsa_secp256r1_sha256, the DER form of TLS).</summary>
    public byte[] SignHash(ReadOnlySpan<byte> hash)
    {
        lock (_signing)
        {
            return _key.SignHash(hash.ToArray(), DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static byte[] CreateSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);

        // Positive and of full length in DER, whatever the dice say.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
