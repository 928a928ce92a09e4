namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Descriptions in force and those that wait, and which may be set.</summary>
public sealed class DescriptionTests
{
    private const string Candidate = "candidate:1 1 udp 2122260223 192.0.2.77 4000 typ host";

    [Fact]
    public void A_description_is_pending_until_the_answer_makes_it_the_current_one()
    {
        using var offerer = new NegotiationSide();
        using var answerer = new NegotiationSide();
        var offer = offerer.Local();
        Assert.Equal((offer, offer, null), (offerer.Core.LocalDescription, offerer.Core.PendingLocalDescription, offerer.Core.CurrentLocalDescription));

        answerer.Remote(offer);
        Assert.Equal((offer, offer, null), (answerer.Core.RemoteDescription, answerer.Core.PendingRemoteDescription, answerer.Core.CurrentRemoteDescription));
        var answer = answerer.Local();
        Assert.Equal((answer, null, answer), (answerer.Core.LocalDescription, answerer.Core.PendingLocalDescription, answerer.Core.CurrentLocalDescription));
        Assert.Equal((offer, null, offer), (answerer.Core.RemoteDescription, answerer.Core.PendingRemoteDescription, answerer.Core.CurrentRemoteDescription));

        offerer.Remote(answer);
        Assert.Equal((offer, null, offer), (offerer.Core.LocalDescription, offerer.Core.PendingLocalDescription, offerer.Core.CurrentLocalDescription));
        Assert.Equal((answer, null, answer), (offerer.Core.RemoteDescription, offerer.Core.PendingRemoteDescription, offerer.Core.CurrentRemoteDescription));

        answerer.RestartIce();
        var second = answerer.Local();
        Assert.Equal((second, second), (answerer.Core.LocalDescription, answerer.Core.PendingLocalDescription));
        Assert.Equal(answer, answerer.Core.CurrentLocalDescription);
    }

    [Fact]
    public void The_remote_description_holds_the_candidates_that_came_by_themselves_and_their_end()
    {
        using var offerer = new NegotiationSide();
        using var answerer = new NegotiationSide();
        answerer.Remote(offerer.Local());
        var given = answerer.Core.RemoteDescription!.Sdp;

        answerer.Candidate(new IceCandidateInit(Candidate, "0", null, offerer.Fragment));
        answerer.Candidate(new IceCandidateInit(string.Empty, "0", null, offerer.Fragment));

        Assert.Equal(given + $"a={Candidate}\r\na=end-of-candidates\r\n", answerer.Core.RemoteDescription.Sdp);
        answerer.Local();
        Assert.Contains(Candidate, answerer.Core.CurrentRemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void The_local_description_holds_the_candidates_found_since_and_their_end()
    {
        using var side = new NegotiationSide();
        var offer = side.Local();
        Assert.DoesNotContain("a=candidate", offer.Sdp, StringComparison.Ordinal);

        side.Socket("192.0.2.1:5001");
        Assert.Contains("192.0.2.1 5001 typ host", side.Core.PendingLocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.DoesNotContain("end-of-candidates", side.Core.LocalDescription!.Sdp, StringComparison.Ordinal);
        side.EndGathering();

        Assert.Contains("a=end-of-candidates", side.Core.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=ice-ufrag:", "a=ice-ufrag:x")]
    [InlineData("a=mid:0", "a=mid:1")]
    [InlineData("s=-", "s=mine")]
    public void A_local_description_that_was_changed_is_refused_and_changes_nothing(string from, string to)
    {
        using var side = new NegotiationSide();
        var offer = side.Core.CreateOffer();

        Assert.Throws<ArgumentException>(() => side.Local(offer with { Sdp = offer.Sdp.Replace(from, to, StringComparison.Ordinal) }));

        Assert.Equal(SignalingState.Stable, side.State);
        Assert.Null(side.Core.LocalDescription);
        side.Local(offer);
        Assert.Equal(offer, side.Core.LocalDescription);
    }

    [Fact]
    public void Only_the_offer_made_last_can_be_set()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var first = side.Core.CreateOffer();
        side.RestartIce();
        var second = side.Core.CreateOffer();

        Assert.Throws<ArgumentException>(() => side.Local(first));
        side.Local(second);

        Assert.Equal(second.Sdp, side.Core.LocalDescription!.Sdp);
    }

    [Fact]
    public void An_empty_text_stands_for_what_was_made_last_or_what_would_be_made()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        var offer = side.Core.CreateOffer();
        Assert.Equal(offer, side.Local(new SessionDescription(SdpType.Offer, string.Empty)));

        peer.Remote(offer);
        var answer = peer.Local(new SessionDescription(SdpType.Answer, string.Empty));

        side.Remote(answer);
        Assert.Equal((SignalingState.Stable, SignalingState.Stable), (side.State, peer.State));
    }

    [Fact]
    public void A_pending_offer_of_ours_can_be_set_again_and_replaced()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        var first = side.Local();
        side.Local(first);
        side.Local();
        side.RestartIce();

        var replaced = side.Local();

        Assert.NotEqual(NegotiationSide.FragmentOf(first), NegotiationSide.FragmentOf(replaced));
        peer.Remote(replaced);
        side.Remote(peer.Local());
        Assert.Equal(SignalingState.Stable, side.State);
        Assert.Equal(side.Fragment, side.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        Assert.Equal(["signaling HaveLocalOffer", "signaling Stable"], side.Told.Where(static told => told.StartsWith("signaling", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_pending_offer_of_the_peers_can_be_replaced_and_an_answer_to_the_first_is_no_longer_one()
    {
        using var first = new NegotiationSide();
        using var second = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Remote(first.Local());
        var stale = side.Core.CreateAnswer();

        var offer = second.Local();
        side.Remote(offer);

        Assert.Equal(offer, side.Core.PendingRemoteDescription);
        Assert.Throws<ArgumentException>(() => side.Local(stale));
        second.Remote(side.Local());
        Assert.Equal((SignalingState.Stable, SignalingState.Stable), (side.State, second.State));
        Assert.Equal(["signaling HaveRemoteOffer", "signaling Stable"], side.Told.Where(static told => told.StartsWith("signaling", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_state_forbids_is_said_before_what_the_text_forbids()
    {
        using var side = new NegotiationSide();
        Assert.Throws<InvalidOperationException>(() => side.Remote(new SessionDescription(SdpType.Answer, "no session description")));
        Assert.Throws<InvalidOperationException>(() => side.Local(new SessionDescription(SdpType.Answer, "no session description")));
        Assert.Throws<InvalidOperationException>(() => side.Local(new SessionDescription(SdpType.PrAnswer, string.Empty)));
        Assert.Throws<ArgumentException>(() => side.Remote(new SessionDescription(SdpType.Offer, "no session description")));
        side.Core.Close(abort: true, 1);
        Assert.Throws<InvalidOperationException>(() => side.Remote(new SessionDescription((SdpType)9, "no session description")));
    }

    [Fact]
    public void Whether_candidates_may_come_later_is_in_the_peers_description()
    {
        using var offerer = new NegotiationSide();
        using var answerer = new NegotiationSide();
        Assert.Null(answerer.Core.CanTrickle);
        var offer = offerer.Local();

        answerer.Remote(offer);
        Assert.True(answerer.Core.CanTrickle);
        answerer.Remote(offer with { Sdp = offer.Sdp.Replace("a=ice-options:trickle\r\n", string.Empty, StringComparison.Ordinal) });

        Assert.False(answerer.Core.CanTrickle);
    }
}
