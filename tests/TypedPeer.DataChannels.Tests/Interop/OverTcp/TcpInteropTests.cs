using TypedPeer.DataChannels.Tests.Tcp;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.OverTcp;

/// <summary>Peers that no UDP reaches, and we: candidates over UDP are taken out of every description.</summary>
public sealed class TcpInteropTests : InteropSuite
{
    private string _peer = "";
    private TcpCandidates _ours;

    [RequiresPeer("chromium")]
    public Task Chromium_connects_to_our_TCP_port_when_it_offers() => ExchangeAsync("chromium", TcpCandidates.Passive, theyOffer: true);

    [RequiresPeer("chromium")]
    public Task Chromium_connects_to_our_TCP_port_when_we_offer() => ExchangeAsync("chromium", TcpCandidates.All, theyOffer: false);

    [RequiresPeer("wrtc")]
    public Task Libwebrtc_connects_to_our_TCP_port_when_it_offers() => ExchangeAsync("wrtc", TcpCandidates.Passive, theyOffer: true);

    [RequiresPeer("wrtc")]
    public Task Libwebrtc_connects_to_our_TCP_port_when_we_offer() => ExchangeAsync("wrtc", TcpCandidates.Passive, theyOffer: false);

    [RequiresPeer("wrtc")]
    public Task We_connect_to_the_TCP_port_of_libwebrtc_when_it_offers() => ExchangeAsync("wrtc", TcpCandidates.Active, theyOffer: true);

    [RequiresPeer("wrtc")]
    public Task We_connect_to_the_TCP_port_of_libwebrtc_when_we_offer() => ExchangeAsync("wrtc", TcpCandidates.Active, theyOffer: false);

    private protected override async Task<ForeignPeer> StartPeerAsync() => _peer == "chromium" ? await ChromiumPeer.StartAsync() : await NodePeer.StartAsync(_peer);

    private protected override PeerConnection CreateConnection() => new(new PeerConnectionOptions { TcpCandidates = _ours });

    private protected override string Carry(string sdp) => TcpOnly.Take(sdp);

    private protected override void Check(PeerConnection connected) => Assert.Equal("tcp", connected.SelectedCandidatePair!.Protocol);

    private Task ExchangeAsync(string peer, TcpCandidates ours, bool theyOffer)
    {
        (_peer, _ours) = (peer, ours);
        return ExchangeAsync(theyOffer);
    }
}
