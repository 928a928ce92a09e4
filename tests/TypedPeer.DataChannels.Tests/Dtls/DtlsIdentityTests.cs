using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Who the peer is: certificates, proofs, fingerprints, sessions.</summary>
public sealed class DtlsIdentityTests
{
    public static TheoryData<string> ForeignKeys() => ["P-384", "P-521", "RSA"];

    [Theory]
    [MemberData(nameof(ForeignKeys))]
    public void Server_refuses_a_certificate_that_is_not_on_P256(string key)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        var certificate = MakeCertificate(key);
        server.Connection.SetExpectedFingerprints([DtlsFingerprint.Compute(certificate)], now: 0);
        puppet.Play(1);
        puppet.Certify(certificate);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.UnsupportedCertificate);
    }

    [Theory]
    [MemberData(nameof(ForeignKeys))]
    public void Client_refuses_a_certificate_that_is_not_on_P256(string key)
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(client);
        var certificate = MakeCertificate(key);
        client.Connection.SetExpectedFingerprints([DtlsFingerprint.Compute(certificate)], now: 0);
        puppet.Play(1);
        puppet.Certify(certificate);
        puppet.Deliver();

        AssertFailed(client, puppet, DtlsAlert.UnsupportedCertificate);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("truncated")]
    [InlineData("trailing")]
    [InlineData("pem")]
    public void Certificate_that_is_not_plain_DER_is_refused(string what)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        var good = puppet.Certificate.Der.ToArray();
        byte[] bad = what switch
        {
            "empty" => [],
            "garbage" => RandomNumberGenerator.GetBytes(300),
            "truncated" => good[..^1],
            "trailing" => [.. good, 0],
            _ => System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", good)),
        };
        server.Connection.SetExpectedFingerprints([DtlsFingerprint.Compute(bad)], now: 0);
        puppet.Play(1);
        puppet.Certify(bad);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.BadCertificate);
    }

    [Fact]
    public void Client_without_a_certificate_is_refused()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        puppet.Play(1);
        puppet.Say(HandshakeType.Certificate, [0, 0, 0]);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.HandshakeFailure);
    }

    [Fact]
    public void Client_that_leaves_out_CertificateVerify_never_connects()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        puppet.Play(3);
        puppet.Finish();
        puppet.Deliver();

        Assert.Equal(HandshakePhase.WaitCertificateVerify, server.Connection.Phase);
        Assert.Equal(0, server.Observer.ConnectedCount);
        puppet.SendRecord(ContentType.ApplicationData, 1, "let me in"u8);
        Assert.Empty(server.Observer.Data);
    }

    [Fact]
    public void Client_that_does_not_hold_the_key_of_its_certificate_is_refused()
    {
        using var victim = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([victim.Fingerprint], now: 0);
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
        using var puppet = new PuppetServer(client);
        client.Connection.SetExpectedFingerprints([victim.Fingerprint], now: 0);
        puppet.Play(1);
        puppet.Certify(victim.Der);
        puppet.Exchange(puppet.Certificate);
        puppet.Deliver();

        AssertFailed(client, puppet, DtlsAlert.DecryptError);
    }

    [Fact]
    public void Certificate_swapped_after_it_was_taken_changes_nothing()
    {
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        puppet.Play(2);
        server.Receive(FragmentRecord(HandshakeType.Certificate, sequence: 1, ListOf(stranger)), 0);
        puppet.Exchange();
        puppet.Prove();
        puppet.Finish();
        puppet.Deliver();

        Assert.Equal(DtlsState.Connected, server.State);
        Assert.Equal(puppet.Certificate.Fingerprint, server.Connection.RemoteFingerprint);
    }

    [Fact]
    public void Certificate_swapped_for_a_trusted_one_after_the_proof_is_of_no_use()
    {
        using var trusted = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        puppet.Play(4);
        server.Receive(FragmentRecord(HandshakeType.Certificate, sequence: 1, ListOf(trusted)), 0);
        server.Receive(FragmentRecord(HandshakeType.Certificate, sequence: 4, ListOf(trusted)), 0);
        puppet.Finish();
        puppet.Deliver();
        server.Connection.SetExpectedFingerprints([trusted.Fingerprint], now: 0);

        Assert.Equal(DtlsState.Failed, server.State);
        Assert.Equal(0, server.Observer.ConnectedCount);
    }

    [Fact]
    public void Chain_behind_the_certificate_does_not_count()
    {
        using var trusted = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([trusted.Fingerprint], now: 0);
        puppet.Play(1);
        var own = puppet.Certificate.Der;
        var list = new MessageWriter()
            .UInt24(own.Length + trusted.Der.Length + 6)
            .UInt24(own.Length).Bytes(own)
            .UInt24(trusted.Der.Length).Bytes(trusted.Der);
        puppet.Say(HandshakeType.Certificate, list.Written);
        puppet.Deliver();

        AssertFailed(server, puppet, DtlsAlert.BadCertificate);
    }

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Late_fingerprint_of_somebody_else_fails_before_our_last_flight(object role)
    {
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.WaitFingerprint);
        var heard = puppet.Heard.Count;
        target.Connection.SetExpectedFingerprints([stranger.Fingerprint], now: 0);
        puppet.Listen();

        Assert.Equal(DtlsCloseKind.FingerprintMismatch, Assert.Single(target.Observer.Closed).Kind);
        Assert.Equal(heard, puppet.Heard.Count);
        Assert.Equal(DtlsAlert.BadCertificate, Assert.Single(puppet.Alerts));
    }

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Fingerprint_that_changes_under_a_live_connection_ends_it(object role)
    {
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.Done);
        target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        Assert.Equal(DtlsState.Connected, target.State);
        target.Connection.SetExpectedFingerprints([stranger.Fingerprint], now: 0);

        Assert.Equal(DtlsState.Failed, target.State);
        Assert.Empty(target.Protect("data"u8));
    }

    [Fact]
    public void Any_of_several_fingerprints_of_the_strongest_hash_will_do()
    {
        using var link = new DtlsLink();
        using var other = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        var server = link.Server.Certificate.Der;
        link.Client.Connection.SetExpectedFingerprints([Weak(), DtlsFingerprint.Compute(other.Der, "sha-512"), DtlsFingerprint.Compute(server, "sha-512"), other.Fingerprint], now: 0);
        link.Server.Connection.SetExpectedFingerprints([DtlsFingerprint.Compute(link.Client.Certificate.Der, "sha-384")], now: 0);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsState.Connected, link.Client.State);
        Assert.Equal(DtlsState.Connected, link.Server.State);
    }

    [Fact]
    public void Stronger_hash_of_another_certificate_outweighs_a_match_by_a_weaker_one()
    {
        using var link = new DtlsLink();
        using var other = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        link.Server.Expect(link.Client);
        link.Client.Connection.SetExpectedFingerprints([link.Server.Certificate.Fingerprint, DtlsFingerprint.Compute(other.Der, "sha-512")], now: 0);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsCloseKind.FingerprintMismatch, Assert.Single(link.Client.Observer.Closed).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_fingerprint_or_only_weak_ones_trust_nobody(bool weak)
    {
        using var link = new DtlsLink();
        link.Server.Expect(link.Client);
        link.Client.Connection.SetExpectedFingerprints(weak ? [Weak()] : [], now: 0);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsCloseKind.FingerprintMismatch, Assert.Single(link.Client.Observer.Closed).Kind);
    }

    [Theory]
    [InlineData("alice", "alice", "bob", "bob", true)]
    [InlineData("alice", "mallory", "bob", "bob", false)]
    [InlineData("alice", "alice", "bob", "mallory", false)]
    [InlineData("alice", "mallory", null, null, true)]
    public void Key_bound_to_another_session_is_refused(string? client, string? clientExpected, string? server, string? serverExpected, bool connects)
    {
        using var link = new DtlsLink(clientOptions: new DtlsOptions { TlsId = client }, serverOptions: new DtlsOptions { TlsId = server });
        link.Server.Connection.SetExpectedTlsId(server is null ? null : clientExpected, now: 0);
        link.Client.Connection.SetExpectedTlsId(serverExpected, now: 0);
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(connects, link.Client.State == DtlsState.Connected && link.Server.State == DtlsState.Connected);
        if (!connects)
        {
            Assert.Contains(link.Client.Observer.Closed.Concat(link.Server.Observer.Closed), reason => reason is { Kind: DtlsCloseKind.HandshakeFailed, Alert: DtlsAlert.IllegalParameter });
        }
    }

    internal static byte[] FragmentRecord(HandshakeType type, int sequence, ReadOnlySpan<byte> body, ulong recordSequence = 1000)
    {
        var record = new byte[RecordHeader.Size + HandshakeHeader.Size + body.Length];
        new RecordHeader(ContentType.Handshake, RecordHeader.Dtls12, 0, recordSequence, HandshakeHeader.Size + body.Length).Write(record);
        new HandshakeHeader(type, body.Length, (ushort)sequence, 0, body.Length).Write(record.AsSpan(RecordHeader.Size));
        body.CopyTo(record.AsSpan(RecordHeader.Size + HandshakeHeader.Size));
        return record;
    }

    private static ReadOnlySpan<byte> ListOf(DtlsCertificate certificate)
    {
        var list = new MessageWriter();
        CertificateMessage.Write(list, certificate.Der);
        return list.Written;
    }

    private static DtlsFingerprint Weak()
    {
        Assert.True(DtlsFingerprint.TryParse("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33", out var weak));
        return weak;
    }

    private static byte[] MakeCertificate(string kind)
    {
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        if (kind == "RSA")
        {
            using var rsa = RSA.Create(2048);
            return new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, from.AddYears(50)).RawData;
        }

        using var ec = ECDsa.Create(kind == "P-384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521);
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
