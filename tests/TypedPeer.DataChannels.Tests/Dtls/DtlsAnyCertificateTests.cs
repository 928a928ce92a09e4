using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>A side that learns from the handshake who the peer is: any certificate will do, but its key has to be proved.</summary>
public sealed class DtlsAnyCertificateTests
{
    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Side_that_takes_any_certificate_connects_and_tells_whose_it_was(object role)
    {
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        var isClient = (DtlsRole)role == DtlsRole.Client;
        using var link = new DtlsLink(clientCertificate: isClient ? null : stranger, serverCertificate: isClient ? stranger : null);
        var (open, named) = isClient ? (link.Client, link.Server) : (link.Server, link.Client);
        open.Connection.AcceptAnyCertificate(now: 0);
        named.Expect(open);
        Assert.Null(open.Connection.RemoteFingerprint);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsState.Connected, link.Client.State);
        Assert.Equal(DtlsState.Connected, link.Server.State);
        Assert.Equal(stranger.Fingerprint, open.Connection.RemoteFingerprint);
    }

    [Fact]
    public void Any_certificate_will_do_also_when_that_is_said_late()
    {
        foreach (var role in new[] { DtlsRole.Client, DtlsRole.Server })
        {
            using var target = new DtlsEnd(role);
            using var puppet = PuppetStates.Bring(target, HandshakePhase.WaitFingerprint);
            target.Connection.AcceptAnyCertificate(now: 0);
            puppet.Listen();
            if (puppet is PuppetServer server)
            {
                server.Finish();
                server.Deliver();
            }

            Assert.Equal(DtlsState.Connected, target.State);
            Assert.Equal(puppet.Certificate.Fingerprint, target.Connection.RemoteFingerprint);
        }
    }

    [Fact]
    public void Client_without_a_certificate_is_refused()
    {
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Say(HandshakeType.Certificate, [0, 0, 0]);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.HandshakeFailure);
    }

    [Fact]
    public void Client_that_leaves_out_its_certificate_message_is_refused()
    {
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Exchange();
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.UnexpectedMessage);
    }

    [Fact]
    public void Client_that_leaves_out_its_proof_never_connects()
    {
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(3);
        puppet.Finish();
        puppet.Deliver();
        puppet.SendRecord(ContentType.ApplicationData, 1, "let me in"u8);

        Assert.Equal(HandshakePhase.WaitCertificateVerify, server.Connection.Phase);
        Assert.Equal(0, server.Observer.ConnectedCount);
        Assert.Empty(server.Observer.Data);
        Assert.Null(server.Connection.RemoteFingerprint);
    }

    [Fact]
    public void Client_that_does_not_hold_the_key_of_its_certificate_is_refused()
    {
        using var victim = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Certify(victim.Der);
        puppet.Exchange();
        puppet.Prove(puppet.Certificate);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.DecryptError);
    }

    [Fact]
    public void Server_that_does_not_hold_the_key_of_its_certificate_is_refused()
    {
        using var victim = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var client = new DtlsEnd(DtlsRole.Client);
        client.Connection.AcceptAnyCertificate(now: 0);
        using var puppet = new PuppetServer(client);
        puppet.Play(1);
        puppet.Certify(victim.Der);
        puppet.Exchange(puppet.Certificate);
        puppet.Deliver();

        AssertFailed(client, puppet, DtlsAlert.DecryptError);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Certificate_that_is_not_on_P256_is_refused(bool isRsa)
    {
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Certify(MakeForeign(isRsa));
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.UnsupportedCertificate);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(4000)]
    public void Certificate_that_is_none_is_refused(int length)
    {
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Certify(RandomNumberGenerator.GetBytes(length));
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.BadCertificate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fingerprints_set_after_any_was_accepted_count_again(bool isNamed)
    {
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = Server();
        using var puppet = new PuppetClient(server);
        puppet.Play(5);
        Assert.Equal(DtlsState.Connected, server.State);
        server.Connection.SetExpectedFingerprints([isNamed ? puppet.Certificate.Fingerprint : stranger.Fingerprint], now: 0);

        Assert.Equal(isNamed ? DtlsState.Connected : DtlsState.Failed, server.State);
        Assert.Equal(isNamed ? [] : [DtlsCloseKind.FingerprintMismatch], server.Observer.Closed.Select(reason => reason.Kind));
    }

    [Fact]
    public void Key_bound_to_another_session_is_refused_whoever_it_is()
    {
        using var link = new DtlsLink(clientOptions: new DtlsOptions { TlsId = "mallory" }, serverOptions: new DtlsOptions { TlsId = "server" });
        link.Client.Expect(link.Server);
        link.Server.Connection.SetExpectedTlsId("alice", now: 0);
        link.Server.Connection.AcceptAnyCertificate(now: 0);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsAlert.IllegalParameter, Assert.Single(link.Server.Observer.Closed).Alert);
    }

    private static DtlsEnd Server()
    {
        var server = new DtlsEnd(DtlsRole.Server);
        server.Connection.AcceptAnyCertificate(now: 0);
        return server;
    }

    private static byte[] MakeForeign(bool isRsa)
    {
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        if (isRsa)
        {
            using var rsa = RSA.Create(2048);
            return new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, from.AddYears(50)).RawData;
        }

        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return new CertificateRequest("CN=x", ec, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddYears(50)).RawData;
    }

    private static void AssertFailed(DtlsEnd target, Puppet puppet, DtlsAlert alert)
    {
        Assert.Equal(DtlsState.Failed, target.State);
        Assert.Equal(alert, Assert.Single(target.Observer.Closed).Alert);
        Assert.Equal(alert, Assert.Single(puppet.Alerts));
        Assert.Equal(0, target.Observer.ConnectedCount);
        Assert.Null(target.Connection.RemoteFingerprint);
    }
}
