using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Tests.Dtls.Support;
using TypedPeer.Testing;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>The handshake against a DTLS that nobody here wrote.</summary>
public sealed class DtlsOpenSslTests
{
    [RequiresPeer("openssl")]
    public Task Client_talks_to_s_server_by_way_of_its_HelloVerifyRequest() => ClientTalksAsync(string.Empty, 1200);

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

    private static async Task ClientTalksAsync(string arguments, int datagramLength)
    {
        var port = OpenSslProcess.FreePort();
        await using var openssl = await OpenSslProcess.StartAsync($"s_server -accept 127.0.0.1:{OpenSslProcess.Text(port)} -Verify 1 {arguments}");
        await openssl.SeesAsync("ACCEPT");
        await using var us = new UdpDtlsHost(DtlsRole.Client, new DtlsOptions { MaxDatagramLength = datagramLength });
        us.Connection.SetExpectedFingerprints([openssl.Fingerprint]);
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
        us.Connection.SetExpectedFingerprints([openssl.Fingerprint]);
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
