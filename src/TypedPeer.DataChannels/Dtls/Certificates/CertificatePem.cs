using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// A certificate and its private key as text (RFC 7468). Reading takes any characters: what is not both, on P-256 and belonging together, is
/// refused with one sentence, and what the platform's parsers are given is bounded.
/// </summary>
internal static class CertificatePem
{
    /// <summary>A certificate of the longest that travel in a handshake, and its key.</summary>
    private const int MaxCharacters = 32 * 1024;

    /// <summary>A P-256 key has at most some 150 bytes, with the curve spelt out some 400.</summary>
    private const int MaxKeyBytes = 512;

    private const string CertificateLabel = "CERTIFICATE";
    private const string Pkcs8Label = "PRIVATE KEY";
    private const string Sec1Label = "EC PRIVATE KEY";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>Writes the key (PKCS #8, not encrypted) and the certificate.</summary>
    public static string Write(DtlsCertificate certificate) =>
        $"{certificate.ExportKeyPem()}\n{PemEncoding.WriteString(CertificateLabel, certificate.Der)}\n";

    /// <summary>Reads the first certificate and the first private key; what else there is, such as a chain, does not count.</summary>
    /// <exception cref="ArgumentException">There is none, or it is none of ours.</exception>
    public static DtlsCertificate Read(ReadOnlySpan<char> pem)
    {
        if (pem.Length > MaxCharacters)
        {
            throw new ArgumentException($"The text has {pem.Length} characters; a certificate and its key have {MaxCharacters} at most.", nameof(pem));
        }

        byte[]? certificate = null;
        byte[]? key = null;
        var isSec1 = false;
        try
        {
            while (PemEncoding.TryFind(pem, out var fields))
            {
                var label = pem[fields.Label];
                if (label.SequenceEqual(CertificateLabel))
                {
                    certificate ??= Decode(pem, fields);
                }
                else if (label.SequenceEqual(Pkcs8Label) || label.SequenceEqual(Sec1Label))
                {
                    isSec1 = key is null ? label.SequenceEqual(Sec1Label) : isSec1;
                    key ??= Decode(pem, fields);
                }
                else if (label.SequenceEqual(EncryptedLabel))
                {
                    throw new ArgumentException("The private key is encrypted: decrypt it first.", nameof(pem));
                }

                pem = pem[fields.Location.End..];
            }

            return Read(
                certificate ?? throw new ArgumentException("The text holds no certificate.", nameof(pem)),
                key ?? throw new ArgumentException("The text holds no private key.", nameof(pem)),
                isSec1);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Decode(ReadOnlySpan<char> pem, in PemFields fields)
    {
        var bytes = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(pem[fields.Base64Data], bytes, out var written) && written == bytes.Length
            ? bytes
            : throw new ArgumentException("The text is not valid PEM.", nameof(pem));
    }

    private static DtlsCertificate Read(byte[] der, byte[] keyBytes, bool isSec1)
    {
        using var certificate = ReadCertificate(der);
        using var publicKey = GetPublicKey(certificate);
        var key = ReadKey(keyBytes, isSec1);
        try
        {
            if (!HaveSamePoint(publicKey, key))
            {
                throw new ArgumentException("The private key is not that of the certificate.");
            }

            return DtlsCertificate.Of(certificate, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static X509Certificate2 ReadCertificate(byte[] der)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der);
            if (certificate.RawData.AsSpan().SequenceEqual(der))
            {
                return certificate;
            }

            certificate.Dispose();
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            throw new ArgumentException("The certificate cannot be read.", error);
        }

        throw new ArgumentException("The certificate cannot be read: it is not plain DER.");
    }

    private static ECDsa GetPublicKey(X509Certificate2 certificate)
    {
        try
        {
            if (certificate.GetECDsaPublicKey() is { } key)
            {
                if (P256.Is(key.ExportParameters(includePrivateParameters: false).Curve))
                {
                    return key;
                }

                key.Dispose();
            }
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            throw new ArgumentException("The certificate's key cannot be read.", error);
        }

        throw new ArgumentException("The certificate's key is not an ECDSA key on P-256, the only curve that is supported.");
    }

    private static ECDsa ReadKey(byte[] bytes, bool isSec1)
    {
        if (bytes.Length > MaxKeyBytes)
        {
            throw new ArgumentException("The private key is too long to be one on P-256.");
        }

        var key = ECDsa.Create();
        try
        {
            int read;
            if (isSec1)
            {
                key.ImportECPrivateKey(bytes, out read);
            }
            else
            {
                key.ImportPkcs8PrivateKey(bytes, out read);
            }

            if (read == bytes.Length && P256.Is(key.ExportParameters(includePrivateParameters: false).Curve))
            {
                return key;
            }
        }
        catch (Exception error) when (PlatformErrors.IsParseFailure(error))
        {
            key.Dispose();
            throw new ArgumentException("The private key cannot be read as an ECDSA key on P-256.", error);
        }

        key.Dispose();
        throw new ArgumentException("The private key is not an ECDSA key on P-256, the only curve that is supported.");
    }

    private static bool HaveSamePoint(ECDsa first, ECDsa second)
    {
        var (a, b) = (first.ExportParameters(includePrivateParameters: false).Q, second.ExportParameters(includePrivateParameters: false).Q);
        return a.X.AsSpan().SequenceEqual(b.X) && a.Y.AsSpan().SequenceEqual(b.Y);
    }
}
