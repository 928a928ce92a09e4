using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Certificates;

/// <summary>A certificate that is made, kept and given to connections: one identity, whoever made the connection and when.</summary>
public sealed class PeerCertificateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_peer_sees_the_same_identity_over_two_connections_and_over_export_and_import()
    {
        using var certificate = PeerCertificate.Create();
        using var kept = PeerCertificate.ImportPem(certificate.ExportPem());

        var first = await SeenAsync(certificate, isOfferer: true);
        var second = await SeenAsync(certificate, isOfferer: false);
        var third = await SeenAsync(kept, isOfferer: true);

        Assert.All([first, second, third], seen => Assert.Equal(certificate.Identity, seen));
        Assert.Equal("sha-256", certificate.Identity.Algorithm);
    }

    [Fact]
    public async Task Many_connections_at_once_share_one_certificate()
    {
        using var certificate = PeerCertificate.Create();
        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => SeenAsync(certificate, isOfferer: i % 2 == 0), Token)));

        Assert.All(seen, identity => Assert.Equal(certificate.Identity, identity));
    }

    [Fact]
    public async Task A_certificate_that_is_disposed_of_serves_the_connections_that_have_it_and_no_others()
    {
        using var certificate = PeerCertificate.Create();
        var options = new PeerConnectionOptions { Certificate = certificate };
        await using var pair = PeerConnectionPair.Create(options, options);
        certificate.Dispose();
        certificate.Dispose();
        await pair.ConnectAsync();

        Assert.Equal(certificate.Identity, pair.Answerer.RemoteIdentity);
        Assert.Throws<ObjectDisposedException>(() => new PeerConnection(options));
        Assert.Throws<ObjectDisposedException>(certificate.ExportPem);
    }

    [Fact]
    public async Task A_connection_that_ends_leaves_the_certificate_to_the_others()
    {
        using var certificate = PeerCertificate.Create();
        var options = new PeerConnectionOptions { Certificate = certificate };
        for (var i = 0; i < 3; i++)
        {
            await using var connection = new PeerConnection(options);
            await connection.CloseAsync(Token);
        }

        Assert.Equal(certificate.Identity, await SeenAsync(certificate, isOfferer: false));
    }

    [Fact]
    public void An_option_that_is_refused_leaves_the_certificate_to_the_others()
    {
        using var certificate = PeerCertificate.Create();
        Assert.Throws<ArgumentException>(() => new PeerConnection(new PeerConnectionOptions { Certificate = certificate, ExpectedFingerprint = "none" }));

        using var shared = certificate.Share();
        Assert.NotEmpty(shared.SignHash(new byte[32]));
    }

    [Fact]
    public void A_certificate_tells_when_it_expires_and_is_made_for_a_year()
    {
        var clock = new FixedClock(new DateTimeOffset(2030, 5, 17, 12, 0, 0, 500, TimeSpan.Zero));
        using var year = PeerCertificate.Create(timeProvider: clock);
        using var hour = PeerCertificate.Create(TimeSpan.FromHours(1), clock);
        var now = clock.GetUtcNow();

        Assert.InRange(year.NotAfter, now + TimeSpan.FromDays(365) - TimeSpan.FromSeconds(1), now + TimeSpan.FromDays(365));
        Assert.InRange(hour.NotAfter, now + TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1), now + TimeSpan.FromHours(1));
        using var imported = PeerCertificate.ImportPem(hour.ExportPem());
        Assert.Equal(hour.NotAfter, imported.NotAfter);
        Assert.Equal(TimeSpan.Zero, imported.NotAfter.Offset);
    }

    [Fact]
    public async Task A_connection_refuses_an_expired_certificate()
    {
        using var certificate = PeerCertificate.Create(TimeSpan.FromHours(1));
        var early = new PeerConnectionOptions { Certificate = certificate, TimeProvider = new FixedClock(certificate.NotAfter.AddSeconds(-1)) };
        await using var connection = new PeerConnection(early);

        var refused = Assert.Throws<ArgumentException>(() => new PeerConnection(early with { TimeProvider = new FixedClock(certificate.NotAfter) }));
        Assert.Contains("expired", refused.Message, StringComparison.Ordinal);
        Assert.Equal(nameof(PeerConnectionOptions.Certificate), refused.ParamName);
    }

    [Fact]
    public void A_lifetime_is_above_zero_and_at_most_a_hundred_years()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PeerCertificate.Create(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PeerCertificate.Create(TimeSpan.FromDays(36_526)));
        using var century = PeerCertificate.Create(TimeSpan.FromDays(36_525));
        using var imported = PeerCertificate.ImportPem(century.ExportPem());

        Assert.Equal(century.Identity, imported.Identity);
    }

    [Fact]
    public void A_certificate_comes_from_a_PKCS12_file_too()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=kept", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));
        using var loaded = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12, "secret"), "secret", X509KeyStorageFlags.Exportable);
        using var certificate = PeerCertificate.FromX509(loaded);
        using var again = PeerCertificate.ImportPem(certificate.ExportPem());

        Assert.Equal(certificate.Identity, again.Identity);
        Assert.Equal(new DateTimeOffset(made.NotAfter).ToUniversalTime(), certificate.NotAfter);
    }

    [Fact]
    public void A_certificate_with_a_foreign_key_is_refused_by_name()
    {
        using var p384 = MakeForeign("P-384");
        using var rsa = MakeForeign("RSA");

        Assert.Contains("P-256", Assert.Throws<ArgumentException>(() => PeerCertificate.FromX509(p384)).Message, StringComparison.Ordinal);
        Assert.Contains("ECDSA", Assert.Throws<ArgumentException>(() => PeerCertificate.FromX509(rsa)).Message, StringComparison.Ordinal);
        using var withoutKey = X509CertificateLoader.LoadCertificate(p384.RawData);
        Assert.Contains("private key", Assert.Throws<ArgumentException>(() => PeerCertificate.FromX509(withoutKey)).Message, StringComparison.Ordinal);
    }

    internal static X509Certificate2 MakeForeign(string kind)
    {
        var from = TimeProvider.System.GetUtcNow();
        if (kind == "RSA")
        {
            using var rsa = RSA.Create(2048);
            return new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, from.AddDays(1));
        }

        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return new CertificateRequest("CN=x", ec, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));
    }

    /// <summary>What the other side of a connection sees.</summary>
    private static async Task<PeerIdentity?> SeenAsync(PeerCertificate certificate, bool isOfferer)
    {
        var options = new PeerConnectionOptions { Certificate = certificate };
        await using var pair = isOfferer ? PeerConnectionPair.Create(offerer: options) : PeerConnectionPair.Create(answerer: options);
        await pair.ConnectAsync().WaitAsync(Patience, Token);
        Assert.Equal(certificate.Identity, (isOfferer ? pair.Offerer : pair.Answerer).LocalIdentity);
        return (isOfferer ? pair.Answerer : pair.Offerer).RemoteIdentity;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
