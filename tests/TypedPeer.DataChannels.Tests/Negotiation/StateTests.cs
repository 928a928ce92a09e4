namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>States, and the order in which they and the candidates are told.</summary>
public sealed class StateTests
{
    [Fact]
    public void Nothing_is_told_of_candidates_before_a_description_of_ours_is_set()
    {
        using var side = new NegotiationSide();
        side.Socket("192.0.2.1:5001");
        side.EndGathering();
        Assert.Empty(side.Told);

        side.Local();

        Assert.Equal(["signaling HaveLocalOffer", "gathering Gathering", "candidate", "gathering Complete"], side.Told);
        Assert.Equal(side.Fragment, Assert.Single(side.Candidates).UsernameFragment);
        Assert.Equal(("0", 0), (side.Candidates[0].SdpMid, side.Candidates[0].SdpMLineIndex));
    }

    [Fact]
    public void A_restart_tells_gathering_all_candidates_and_the_end_once_more()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        side.Socket("192.0.2.1:5001");
        side.EndGathering();
        NegotiationSide.Exchange(side, peer);
        side.RestartIce();
        side.Told.Clear();
        side.Candidates.Clear();

        var offer = side.Local();

        Assert.Equal(["signaling HaveLocalOffer", "gathering Gathering", "candidate", "gathering Complete"], side.Told);
        Assert.Equal(NegotiationSide.FragmentOf(offer), Assert.Single(side.Candidates).UsernameFragment);
    }

    [Fact]
    public void A_first_offer_that_is_rolled_back_keeps_its_candidates_and_they_are_told_again()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        side.Local();
        side.Socket("192.0.2.1:5001");
        side.EndGathering();
        side.Local(NegotiationSide.Rollback);
        Assert.Equal(IceGatheringState.Complete, side.Core.GatheringState);
        side.Told.Clear();

        side.Remote(peer.Local());
        var answer = side.Local();

        Assert.Contains("192.0.2.1 5001 typ host", answer.Sdp, StringComparison.Ordinal);
        Assert.Equal(["signaling HaveRemoteOffer", "signaling Stable", "gathering Gathering", "candidate", "gathering Complete"], side.Told);
    }

    [Fact]
    public void A_candidate_found_while_a_restart_waits_is_told_for_both_descriptions()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var current = side.Fragment;
        side.RestartIce();
        side.Local();
        side.Candidates.Clear();

        side.Socket("192.0.2.1:5001");

        Assert.Equal([side.Fragment, current], side.Candidates.Select(static candidate => candidate.UsernameFragment));
    }

    [Fact]
    public void A_connection_is_new_until_the_peer_has_a_candidate()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        side.Socket("192.0.2.1:5001");
        NegotiationSide.Exchange(peer, side);
        Assert.Equal((PeerConnectionState.New, IceConnectionState.New), (side.Core.Transport.State, side.Core.Transport.IceState));

        side.Candidate(new IceCandidateInit("candidate:1 1 udp 1 192.0.2.2 4000 typ host", "0"));

        Assert.Equal((PeerConnectionState.Connecting, IceConnectionState.Checking), (side.Core.Transport.State, side.Core.Transport.IceState));
    }

    [Fact]
    public void A_remote_offer_alone_begins_nothing()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        peer.Socket("192.0.2.2:5002");
        side.Socket("192.0.2.1:5001");

        side.Remote(peer.Local());

        Assert.Equal((PeerConnectionState.New, IceConnectionState.New), (side.Core.Transport.State, side.Core.Transport.IceState));
        Assert.Null(side.Core.Transport.LocalDtlsRole);
    }

    [Fact]
    public void After_a_close_all_states_are_closed_and_nothing_more_is_told()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        side.Core.Close(abort: false, 1);
        side.Drain();
        Assert.Equal(["signaling Closed", "ice Closed", "connection Closed", "closed"], side.Told.TakeLast(4));
        var told = side.Told.Count;

        side.Core.EndGathering(2);
        side.Core.Close(abort: true, 2);
        side.Drain();

        Assert.Equal(told, side.Told.Count);
        Assert.Equal(
            (SignalingState.Closed, PeerConnectionState.Closed, IceConnectionState.Closed),
            (side.Core.SignalingState, side.Core.Transport.State, side.Core.Transport.IceState));
    }
}
