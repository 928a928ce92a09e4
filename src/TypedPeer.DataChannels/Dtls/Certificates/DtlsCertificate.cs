using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// Our identity: a self-signed P-256 certificate and its private key, which connections on different threads may share, each by an object
/// of its own. A certificate per connection keeps peers from linking them; one kept for long is an identity.
/// </summary>
internal sealed class DtlsCertificate : IDisposable
{
    private const int SerialLength = 16;
    private const int NameLength = 16;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);

    private readonly CertificateKey _key;
    private readonly byte[] _der;
    private bool _isDisposed;

    private DtlsCertificate(byte[] der, CertificateKey key, DtlsFingerprint fingerprint, DateTimeOffset notAfter)
    {
        _der = der;
        _key = key;
        Fingerprint = fingerprint;
        NotAfter = notAfter;
    }

    /// <summary>Gets the certificate as it travels.</summary>
    public ReadOnlySpan<byte> Der => _der;

    /// <summary>Gets the sha-256 fingerprint for the SDP.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>Gets when it expires. Peers do not look (RFC 8827 section 6.5).</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Makes a fresh key and a certificate for it, valid from now on, that says nothing about its owner.</summary>
    public static DtlsCertificate Create(DateTimeOffset now, TimeSpan? lifetime = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            var name = HexText.Write(RandomNumberGenerator.GetBytes(NameLength / 2));
            var notAfter = ToSeconds(now + (lifetime ?? DefaultLifetime));
            var der = CertificateWriter.Write(key, name, CreateSerial(), ToSeconds(now - ClockSkew), notAfter);
            return new DtlsCertificate(der, new CertificateKey(key), DtlsFingerprint.Compute(der), notAfter);
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
        try
        {
            return P256.Is(key.ExportParameters(includePrivateParameters: false).Curve)
                ? Of(certificate, key)
                : throw new ArgumentException("The certificate's key must lie on P-256.", nameof(certificate));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Takes a certificate and the key that belongs to it, which is owned from then on.</summary>
    /// <exception cref="ArgumentException">The certificate does not tell how long it is valid; the key stays the caller's.</exception>
    public static DtlsCertificate Of(X509Certificate2 certificate, ECDsa key)
    {
        var notAfter = ReadNotAfter(certificate);
        return new DtlsCertificate(certificate.RawData, new CertificateKey(key), DtlsFingerprint.Compute(certificate.RawData), notAfter);
    }

    /// <summary>Gets the same certificate for another owner, who disposes of it by itself; null when this key is gone.</summary>
    public DtlsCertificate? TryShare() => _key.TryShare() ? new DtlsCertificate(_der, _key, Fingerprint, NotAfter) : null;

    /// <inheritdoc cref="CertificateKey.SignHash"/>
    public byte[] SignHash(ReadOnlySpan<byte> hash) => _key.SignHash(hash);

    /// <inheritdoc cref="CertificateKey.ExportPem"/>
    public string ExportKeyPem() => _key.ExportPem();

    /// <summary>Lets the key go, which ends with its last holder.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _key.Release();
        }
    }

    /// <summary>The platform reads dates only when asked for them.</summary>
    private static DateTimeOffset ReadNotAfter(X509Certificate2 certificate)
    {
        try
        {
            return new DateTimeOffset(certificate.NotAfter).ToUniversalTime();
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            throw new ArgumentException("The certificate's dates cannot be read.", error);
        }
    }

    /// <summary>A certificate knows no parts of a second.</summary>
    private static DateTimeOffset ToSeconds(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static byte[] CreateSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);

        // Positive and of full length in DER, whatever the dice say.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
