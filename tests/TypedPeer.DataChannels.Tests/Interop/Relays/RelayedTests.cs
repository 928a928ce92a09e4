using TypedPeer.DataChannels.Tests.Turn;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Relays;

/// <summary>Peers that may use nothing but a relay, and we; and the other way round.</summary>
public sealed class RelayedTests : InteropSuite, IAsyncLifetime
{
    private Coturn? _coturn;
    private string _peer = "";
    private bool _theyAreRelayed;
    private bool _weAreRelayed;

    [RequiresPeer("coturn")]
    public Task Chromium_that_may_use_nothing_else_is_reached_by_a_relay_when_it_offers() => ExchangeAsync("chromium", theyOffer: true);

    [RequiresPeer("coturn")]
    public Task Chromium_that_may_use_nothing_else_is_reached_by_a_relay_when_we_offer() => ExchangeAsync("chromium", theyOffer: false);

    [RequiresPeer("coturn")]
    public Task Chromium_and_we_meet_on_relays_when_neither_may_use_anything_else() => ExchangeAsync("chromium", theyOffer: false, weAreRelayed: true);

    [RequiresPeer("coturn")]
    public Task Libwebrtc_that_may_use_nothing_else_is_reached_by_a_relay() => ExchangeAsync("wrtc", theyOffer: true);

    [RequiresPeer("coturn")]
    public Task Libdatachannel_reaches_us_by_a_relay_when_we_may_use_nothing_else() => ExchangeAsync("node-datachannel", theyOffer: true, theyAreRelayed: false, weAreRelayed: true);

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _coturn?.DisposeAsync() ?? default;

    private protected override async Task<ForeignPeer> StartPeerAsync()
    {
        ForeignPeer peer = _peer == "chromium" ? await ChromiumPeer.StartAsync() : await NodePeer.StartAsync(_peer);
        if (_theyAreRelayed)
        {
            var server = new { urls = $"turn:{_coturn!.Address}:{_coturn.Port}", username = Coturn.Username, credential = Coturn.Password };
            await peer.CommandAsync(new { cmd = "reset", config = new { iceServers = new[] { server }, iceTransportPolicy = "relay" } });
            await peer.NextAsync("reset");
        }

        return peer;
    }

    private protected override PeerConnection CreateConnection() => _weAreRelayed
        ? new PeerConnection(new PeerConnectionOptions { IceServers = [_coturn!.Server()], IceTransportPolicy = IceTransportPolicy.Relay })
        : new PeerConnection();

    private protected override void Check(PeerConnection connected)
    {
        var selected = Assert.Single(connected.GetStatistics().CandidatePairs, static pair => pair.Selected);
        Assert.Equal((_weAreRelayed, _theyAreRelayed), (selected.LocalType == "relay", selected.RemoteType == "relay"));
    }

    private async Task ExchangeAsync(string peer, bool theyOffer, bool theyAreRelayed = true, bool weAreRelayed = false)
    {
        Assert.SkipUnless(RealPeer.Get(peer).IsInstalled, $"{peer} is not installed. {RealPeer.Get(peer).HowToInstall}");
        (_peer, _theyAreRelayed, _weAreRelayed) = (peer, theyAreRelayed, weAreRelayed);
        _coturn = await Coturn.StartAsync(CoturnProcess.FindAddress(), TestContext.Current.CancellationToken);
        await ExchangeAsync(theyOffer);
    }
}
