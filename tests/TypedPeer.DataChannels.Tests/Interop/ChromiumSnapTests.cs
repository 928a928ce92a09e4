using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>Chromium with the association's INIT in its descriptions, which it does not put there by itself yet.</summary>
public sealed class ChromiumSnapTests : InteropSuite
{
    [RequiresPeer("chromium")]
    public Task Messages_go_both_ways_without_a_handshake_when_they_offer() => ExchangeAsync(theyOffer: true);

    [RequiresPeer("chromium")]
    public Task Messages_go_both_ways_without_a_handshake_when_we_offer() => ExchangeAsync(theyOffer: false);

    [RequiresPeer("chromium")]
    public Task Either_side_closes_channels_and_the_connection_when_they_offer() => CloseAsync(theyOffer: true);

    private protected override void Check(PeerConnection connected)
    {
        Assert.Contains("a=sctp-init:", connected.RemoteDescription!.Sdp, StringComparison.Ordinal);
        Assert.Contains("a=sctp-init:", connected.LocalDescription!.Sdp, StringComparison.Ordinal);
    }

    private protected override async Task<ForeignPeer> StartPeerAsync() => await ChromiumPeer.StartAsync("--force-fieldtrials=WebRTC-Sctp-Snap/Enabled/", "--enable-blink-features=WebRtcSctpSnap");
}
