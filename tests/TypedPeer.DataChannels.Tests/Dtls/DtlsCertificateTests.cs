using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Our own certificate, fingerprints in SDP's spelling, and the derivation of secrets.</summary>
public sealed class DtlsCertificateTests
{
    [Fact]
    public void Certificate_has_a_P256_key_a_long_random_serial_and_a_validity_around_now()
    {
        using var first = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var second = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var x509 = X509CertificateLoader.LoadCertificate(first.Der.ToArray());
        using var other = X509CertificateLoader.LoadCertificate(second.Der.ToArray());
        using var key = x509.GetECDsaPublicKey();
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(256, key!.KeySize);
        Assert.Equal(16, x509.SerialNumberBytes.Length);
        Assert.False(x509.SerialNumberBytes.Span.SequenceEqual(other.SerialNumberBytes.Span));
        Assert.False(x509.SubjectName.RawData.AsSpan().SequenceEqual(other.SubjectName.RawData));
        Assert.Equal(x509.Subject, x509.Issuer);
        Assert.InRange(now, new DateTimeOffset(x509.NotBefore), new DateTimeOffset(x509.NotAfter));
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
    }

    /// <summary>Both forms in which dates are written, both lengths of a length, and the platform as the judge.</summary>
    [Theory]
    [InlineData("2026-03-01T12:34:56.789+02:00", 30)]
    [InlineData("2049-12-20T00:00:00Z", 36_525)]
    [InlineData("1949-06-01T00:00:00Z", 365)]
    public void Certificate_we_write_is_one_that_the_platform_reads_and_whose_signature_holds(string time, int days)
    {
        var now = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        using var certificate = DtlsCertificate.Create(now, TimeSpan.FromDays(days));
        using var x509 = X509CertificateLoader.LoadCertificate(certificate.Der.ToArray());
        using var key = x509.GetECDsaPublicKey();

        Assert.Equal(3, x509.Version);
        Assert.Equal(certificate.NotAfter, new DateTimeOffset(x509.NotAfter).ToUniversalTime());
        Assert.Equal((now + TimeSpan.FromDays(days)).ToUnixTimeSeconds(), certificate.NotAfter.ToUnixTimeSeconds());
        Assert.Equal((now - TimeSpan.FromDays(1)).ToUnixTimeSeconds(), new DateTimeOffset(x509.NotBefore).ToUnixTimeSeconds());
        Assert.Matches("^CN=[0-9a-f]{16}$", x509.Subject);
        Assert.Equal(x509.SubjectName.RawData, x509.IssuerName.RawData);
        Assert.Equal("1.2.840.10045.4.3.2", x509.SignatureAlgorithm.Value);
        Assert.Equal(certificate.Der.ToArray(), x509.RawData);
        var reader = new AsnReader(certificate.Der.ToArray(), AsnEncodingRules.DER).ReadSequence();
        var signed = reader.PeekEncodedValue();
        reader.ReadSequence();
        reader.ReadSequence();
        Assert.True(key!.VerifyData(signed.Span, reader.ReadBitString(out _), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public void Kept_certificate_keeps_its_fingerprint()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = TimeProvider.System.GetUtcNow();
        using var x509 = new CertificateRequest("CN=kept", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));
        using var certificate = DtlsCertificate.FromX509(x509);

        Assert.Equal(SHA256.HashData(x509.RawData), certificate.Fingerprint.Value);
        var hash = new byte[32];
        Assert.True(key.VerifyHash(hash, certificate.SignHash(hash), DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public void Signature_is_written_in_DER_however_short_its_numbers_are()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lengths = new HashSet<int>();
        for (var round = 0; round < 1000; round++)
        {
            var hash = SHA256.HashData(BitConverter.GetBytes(round));
            var signature = P256.SignHash(key, hash);
            lengths.Add(signature.Length);

            var numbers = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
            Assert.True(numbers.ReadInteger() > 0 && numbers.ReadInteger() > 0 && !numbers.HasData);
            Assert.True(key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence));
        }

        Assert.True(lengths.Count > 2, "No number had zeros in front or a sign.");
    }

    [Fact]
    public void Certificate_on_another_curve_is_not_taken_for_our_own()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var from = TimeProvider.System.GetUtcNow();
        using var x509 = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));

        Assert.Throws<ArgumentException>(() => DtlsCertificate.FromX509(x509));
    }

    [Fact]
    public void Fingerprint_reads_what_it_writes()
    {
        foreach (var algorithm in new[] { "sha-256", "sha-384", "sha-512" })
        {
            var fingerprint = DtlsFingerprint.Compute("certificate"u8, algorithm);
            Assert.True(DtlsFingerprint.TryParse(fingerprint.ToString(), out var parsed));
            Assert.Equal(fingerprint, parsed);
        }
    }

    [Fact]
    public void Fingerprint_is_spelt_as_SDP_wants_it_and_read_in_any_case()
    {
        var fingerprint = DtlsFingerprint.Compute([]);
        const string Hex = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";

        Assert.Equal("sha-256 " + Hex, fingerprint.ToString());
        Assert.Equal(Hex, fingerprint.ToHexPairs());
        Assert.True(DtlsFingerprint.TryParse($"SHA-256  {Hex.ToLowerInvariant()}", out var parsed));
        Assert.Equal(fingerprint, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData(" AB:CD")]
    [InlineData("sha-256 AB:CD")]
    [InlineData("sha-256 E3B0C442")]
    [InlineData("other AB:C")]
    [InlineData("other AB:")]
    [InlineData("other AB-CD")]
    [InlineData("other GG:00")]
    [InlineData("other AB CD")]
    public void Text_that_is_no_fingerprint_is_refused(string text) => Assert.False(DtlsFingerprint.TryParse(text, out _));

    [Fact]
    public void Very_long_text_is_refused() => Assert.False(DtlsFingerprint.TryParse("other " + string.Concat(Enumerable.Repeat("AB:", 10_000)) + "CD", out _));

    [Fact]
    public void Pseudo_random_function_gives_the_published_vector()
    {
        var output = new byte[100];
        KeySchedule.Prf(Convert.FromHexString("9BBE436BA940F017B17652849A71DB35"), "test label"u8, Convert.FromHexString("A0BA9F936CDA311827A6F796FFD5198C"), output);

        Assert.Equal(
            "E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A6B301791E90D35C9C9A46B4E14BAF9AF0FA022F7077DEF17ABFD3797C0564BAB4FBC91666E9DEF9B97FCE34F796789BAA48082D122EE42C5A72E5A5110FFF70187347B66",
            Convert.ToHexString(output));
    }

    [Fact]
    public void Premaster_secret_is_zeroed_once_used()
    {
        byte[] premaster = [.. Enumerable.Repeat((byte)7, 32)];
        using var schedule = new KeySchedule(premaster, new byte[32]);

        Assert.Equal(new byte[32], premaster);
    }
}
