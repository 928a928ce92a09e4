using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Tests.Dtls.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>The handshake against a DTLS that nobody here wrote.</summary>
public sealed class DtlsOpenSslTests
{
    [RequiresPeer("openssl")]
    public Task Client_talks_to_s_server_by_way_of_its_HelloVerifyRequest() => ClientTalksAsync(string.Empty, 1200);

    [RequiresPeer("openssl")]
    public Task Client_talks_to_s_server_that_keeps_no_state_before_the_cookie() => ClientTalksAsync("-listen", 1200);

    [RequiresPeer("openssl")]
    public Task Client_talks_to_s_server_that_fragments_to_300_bytes() => ClientTalksAsync("-mtu 300", 1200);

    [RequiresPeer("openssl")]
    public Task Client_that_fragments_to_300_bytes_talks_to_s_server() => ClientTalksAsync(string.Empty, 300);

    [RequiresPeer("openssl")]
    public Task Server_talks_to_s_client() => ServerTalksAsync(string.Empty, 1200);

    [RequiresPeer("openssl")]
    public Task Server_talks_to_s_client_that_fragments_to_300_bytes() => ServerTalksAsync("-mtu 300", 1200);

    [RequiresPeer("openssl")]
    public Task Server_that_fragments_to_300_bytes_talks_to_s_client() => ServerTalksAsync(string.Empty, 300);

    [RequiresPeer("openssl")]
    public Task Client_and_s_server_with_a_P384_certificate_have_nothing_in_common() => ClientRefusesAsync("ec -pkeyopt ec_paramgen_curve:P-384", isNamed: true, DtlsCloseKind.RemoteAlert);

    [RequiresPeer("openssl")]
    public Task Client_and_s_server_with_an_RSA_certificate_have_nothing_in_common() => ClientRefusesAsync("rsa:2048", isNamed: true, DtlsCloseKind.RemoteAlert);

    [RequiresPeer("openssl")]
    public Task Client_refuses_s_server_that_the_SDP_does_not_name() => ClientRefusesAsync("ec -pkeyopt ec_paramgen_curve:P-256", isNamed: false, DtlsCloseKind.FingerprintMismatch);

    [RequiresPeer("openssl")]
    public async Task Server_refuses_s_client_that_the_SDP_does_not_name()
    {
        await using var us = new UdpDtlsHost(DtlsRole.Server);
        await using var openssl = await OpenSslProcess.StartAsync($"s_client -connect 127.0.0.1:{OpenSslProcess.Text(us.Port)}");
        us.Connection.SetExpectedFingerprints([DtlsFingerprint.Compute("somebody else"u8)], now: 0);
        us.Start();

        Assert.Equal(DtlsCloseKind.FingerprintMismatch, (await us.Closed).Kind);
        await openssl.SeesAsync("bad certificate");
    }

    [RequiresPeer("openssl")]
    public async Task Server_refuses_s_client_that_offers_another_suite()
    {
        await using var us = new UdpDtlsHost(DtlsRole.Server);
        await using var openssl = await OpenSslProcess.StartAsync($"s_client -connect 127.0.0.1:{OpenSslProcess.Text(us.Port)} -cipher ECDHE-RSA-AES128-GCM-SHA256");
        us.Start();

        Assert.Equal(DtlsAlert.HandshakeFailure, (await us.Closed).Alert);
        await openssl.SeesAsync("handshake failure");
    }

    private static async Task ClientRefusesAsync(string key, bool isNamed, DtlsCloseKind kind)
    {
        var port = FreePort.Udp();
        await using var openssl = await OpenSslProcess.StartAsync($"s_server -accept 127.0.0.1:{OpenSslProcess.Text(port)} -Verify 1", key);
        await openssl.SeesAsync("ACCEPT");
        await using var us = new UdpDtlsHost(DtlsRole.Client);
        us.Connection.SetExpectedFingerprints([isNamed ? openssl.Fingerprint : us.Certificate.Fingerprint], now: 0);
        us.Start(port);

        Assert.Equal(kind, (await us.Closed).Kind);
    }

    private static async Task ClientTalksAsync(string arguments, int datagramLength)
    {
        var port = FreePort.Udp();
        await using var openssl = await OpenSslProcess.StartAsync($"s_server -accept 127.0.0.1:{OpenSslProcess.Text(port)} -Verify 1 {arguments}");
        await openssl.SeesAsync("ACCEPT");
        await using var us = new UdpDtlsHost(DtlsRole.Client, new DtlsOptions { MaxDatagramLength = datagramLength });
        us.Connection.SetExpectedFingerprints([openssl.Fingerprint], now: 0);
        us.Start(port);
        await us.Connected;

        await us.SendAsync("from us to s_server\n");
        await openssl.SeesAsync("from us to s_server");
        await openssl.WriteLineAsync("from s_server to us");
        Assert.Equal("from s_server to us\n", await us.Received);
        await us.CloseAsync();
        await openssl.SeesAsync("DONE");
        Assert.InRange(us.LargestDatagram, 1, datagramLength);
        Assert.True(us.WasAskedForCookie, "s_server always asks for a cookie over UDP.");
    }

    private static async Task ServerTalksAsync(string arguments, int datagramLength)
    {
        await using var us = new UdpDtlsHost(DtlsRole.Server, new DtlsOptions { MaxDatagramLength = datagramLength });
        await using var openssl = await OpenSslProcess.StartAsync($"s_client -connect 127.0.0.1:{OpenSslProcess.Text(us.Port)} {arguments}");
        us.Connection.SetExpectedFingerprints([openssl.Fingerprint], now: 0);
        us.Start();
        await us.Connected;

        await us.SendAsync("from us to s_client\n");
        await openssl.SeesAsync("from us to s_client");
        await openssl.WriteLineAsync("from s_client to us");
        Assert.Equal("from s_client to us\n", await us.Received);
        await us.CloseAsync();
        await openssl.SeesAsync("closed");
        Assert.InRange(us.LargestDatagram, 1, datagramLength);
    }
}
