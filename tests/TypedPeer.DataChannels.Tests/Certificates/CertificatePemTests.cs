using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TypedPeer.DataChannels.Tests.Certificates;

/// <summary>Any text that is given for a certificate: it is one, or one sentence says why not.</summary>
public sealed class CertificatePemTests
{
    [Fact]
    public void What_other_tools_write_is_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var x509 = SelfSigned(key);
        var certificate = x509.ExportCertificatePem();
        string[] texts =
        [
            $"{certificate}\n{key.ExportPkcs8PrivateKeyPem()}",
            $"{key.ExportECPrivateKeyPem()}\n{certificate}",
            $"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{key.ExportECPrivateKeyPem()}\r\nsome words between\r\n{certificate}\n{certificate}",
        ];
        foreach (var text in texts)
        {
            using var read = PeerCertificate.ImportPem(text);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(x509.RawData)), read.Identity.Fingerprint.Replace(":", string.Empty, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_written_is_read_by_other_tools()
    {
        using var certificate = PeerCertificate.Create();
        using var read = X509Certificate2.CreateFromPem(certificate.ExportPem(), certificate.ExportPem());

        Assert.True(read.HasPrivateKey);
        using var again = PeerCertificate.FromX509(read);
        Assert.Equal(certificate.Identity, again.Identity);
    }

    [Theory]
    [InlineData("P-384", "P-256")]
    [InlineData("RSA", "P-256")]
    public void A_foreign_kind_of_key_is_refused_by_name(string kind, string says)
    {
        using var foreign = PeerCertificateTests.MakeForeign(kind);
        var key = kind == "RSA" ? foreign.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() : foreign.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

        Refuses($"{foreign.ExportCertificatePem()}\n{key}", says);
    }

    [Fact]
    public void A_foreign_kind_of_key_beside_a_good_certificate_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var good = SelfSigned(key);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Refuses($"{good.ExportCertificatePem()}\n{p384.ExportPkcs8PrivateKeyPem()}", "P-256");
        Refuses($"{good.ExportCertificatePem()}\n{rsa.ExportPkcs8PrivateKeyPem()}", "P-256");
        Refuses($"{good.ExportCertificatePem()}\n{rsa.ExportRSAPrivateKeyPem()}", "no private key");
        Refuses($"{good.ExportCertificatePem()}\n{other.ExportPkcs8PrivateKeyPem()}", "not that of the certificate");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var x509 = SelfSigned(key);

        Refuses(string.Empty, "no certificate");
        Refuses("not a certificate at all", "no certificate");
        Refuses(key.ExportPkcs8PrivateKeyPem(), "no certificate");
        Refuses(x509.ExportCertificatePem(), "no private key");
        var sealedKey = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));
        Refuses($"{x509.ExportCertificatePem()}\n{sealedKey}", "encrypted");
    }

    [Fact]
    public void A_certificate_that_is_not_plain_DER_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var x509 = SelfSigned(key);
        byte[] nested = System.Text.Encoding.ASCII.GetBytes(x509.ExportCertificatePem());
        foreach (var der in new byte[][] { [], [0x30], [.. x509.RawData, 0], x509.RawData[..^1], nested })
        {
            Refuses($"{PemEncoding.WriteString("CERTIFICATE", der)}\n{key.ExportPkcs8PrivateKeyPem()}", "cannot be read");
        }
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_unread() => Refuses(new string('-', 32 * 1024 + 1), "32768");

    [Fact]
    public void Bytes_changed_anywhere_give_a_certificate_or_a_sentence()
    {
        using var certificate = PeerCertificate.Create();
        var good = certificate.ExportPem();
        var random = new Random(20261127);
        for (var round = 0; round < 3000; round++)
        {
            var text = good.ToCharArray().ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = (char)random.Next(1, 128);
                        break;
                    case 1:
                        text.RemoveRange(at, Math.Min(random.Next(1, 40), text.Count - at));
                        break;
                    default:
                        text.Insert(at, "ABCDEFxyz019+/=-\n"[random.Next(17)]);
                        break;
                }

                if (text.Count == 0)
                {
                    break;
                }
            }

            try
            {
                using var read = PeerCertificate.ImportPem(text.ToArray());
                using var shared = read.Share();
                Assert.NotEmpty(shared.SignHash(new byte[32]));
            }
            catch (ArgumentException refused)
            {
                Assert.EndsWith(".", refused.Message.Split(" (Parameter")[0], StringComparison.Ordinal);
            }
        }
    }

    private static X509Certificate2 SelfSigned(ECDsa key)
    {
        var from = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));
    }

    private static void Refuses(string pem, string says) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => PeerCertificate.ImportPem(pem)).Message, StringComparison.Ordinal);
}
