using System.Threading.Channels;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>Plain PeerJS in a page that may use nothing but a relay, and a .NET peer.</summary>
public sealed class RelayedPageTests
{
    private const string Username = "ada";
    private const string Password = "correct-horse";

    [RequiresPeer("coturn")]
    public Task A_page_that_may_use_nothing_but_a_relay_and_we_exchange_values_whoever_connects() => ExchangeAsync(weAreRelayed: false);

    [RequiresPeer("coturn")]
    public Task Such_a_page_and_we_meet_on_relays_when_we_may_use_nothing_else_either() => ExchangeAsync(weAreRelayed: true);

    private static async Task ExchangeAsync(bool weAreRelayed)
    {
        Assert.SkipUnless(RealPeer.Get("chromium").IsInstalled, RealPeer.Get("chromium").HowToInstall);
        await using var coturn = await CoturnProcess.StartAsync(CoturnProcess.FindAddress(), ["lt-cred-mech", $"user={Username}:{Password}", "realm=typedpeer.test", "no-tls"], Loopback.Token);
        var relay = $"turn:{coturn.EndPoint}";
        var connections = weAreRelayed
            ? new PeerConnectionOptions { IceServers = [new IceServer(relay) { Username = Username, Credential = Password }], IceTransportPolicy = IceTransportPolicy.Relay }
            : new PeerConnectionOptions();
        await using var server = await StockPeerServer.StartAsync();
        await using var page = await ChromiumPage.OpenAsync(server.Address);
        var config = new { iceServers = new[] { new { urls = relay, username = Username, credential = Password } }, iceTransportPolicy = "relay" };
        Assert.Equal("open page", await page.JoinAsync(server, "page", config));
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await PeerNetwork.JoinAsync(
            server.Address,
            new PeerNetworkOptions { Id = "net", DataConnected = connection => incoming.Writer.TryWrite(connection), Link = new PeerLinkOptions { Connection = connections } },
            Loopback.Token).SoonAsync();

        Assert.Equal("open", await page.CallAsync<string>("connect", "theirs", "net", new { serialization = "binary", reliable = true }));
        var theirs = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        var ours = await network.ConnectDataAsync("page", new PeerDataConnectionOptions { Serialization = PeerDataSerialization.Binary, Reliable = true }, Loopback.Token).SoonAsync();
        await page.CallAsync<object?>("accept", "ours");

        foreach (var (connection, name) in (List<(PeerDataConnection, string)>)[(theirs, "theirs"), (ours, "ours")])
        {
            await page.CallAsync<object?>("send", name, "by the relay");
            Assert.Equal("by the relay", await connection.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().SoonAsync());
            await connection.SendAsync("and back", Loopback.Token);
            Assert.Equal("and back", await page.CallAsync<string>("next", name));
            var path = connection.Connection.SelectedCandidatePair!;
            Assert.Equal((weAreRelayed, true), (path.LocalType == "relay", path.RemoteType is "relay" or "prflx"));
            Assert.Equal(coturn.EndPoint.Address, path.Remote.Address);
        }
    }
}
