namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Offers that are taken back, by whichever side and in whichever way.</summary>
public sealed class RollbackTests
{
    [Fact]
    public void A_local_offer_can_be_rolled_back()
    {
        using var side = new NegotiationSide();
        side.Local();
        Assert.Equal(SignalingState.HaveLocalOffer, side.State);

        side.Local(NegotiationSide.Rollback);

        Assert.Equal(SignalingState.Stable, side.State);
        Assert.Null(side.Core.LocalDescription);
        Assert.Null(side.Core.PendingLocalDescription);
    }

    [Fact]
    public void A_remote_offer_can_be_rolled_back_and_whatever_the_rollback_says_does_not_matter()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Remote(peer.Local());
        Assert.Equal(SignalingState.HaveRemoteOffer, side.State);

        side.Remote(new SessionDescription(SdpType.Rollback, "no session description"));

        Assert.Equal(SignalingState.Stable, side.State);
        Assert.Null(side.Core.RemoteDescription);
        Assert.Equal(IceConnectionState.New, side.Core.Transport.IceState);
        NegotiationSide.Exchange(side, new NegotiationSide());
        Assert.Equal(SignalingState.Stable, side.State);
    }

    [Fact]
    public void Either_call_rolls_either_offer_back()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Remote(peer.Local());
        side.Local(NegotiationSide.Rollback);
        Assert.Equal(SignalingState.Stable, side.State);

        side.Local();
        side.Remote(NegotiationSide.Rollback);
        Assert.Equal(SignalingState.Stable, side.State);
    }

    [Fact]
    public void A_rollback_where_nothing_waits_is_an_error_of_state_and_changes_nothing()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        Assert.Throws<InvalidOperationException>(() => side.Local(NegotiationSide.Rollback));
        NegotiationSide.Exchange(side, peer);
        var before = side.Core.LocalDescription;

        Assert.Throws<InvalidOperationException>(() => side.Local(NegotiationSide.Rollback));
        Assert.Throws<InvalidOperationException>(() => side.Remote(NegotiationSide.Rollback));

        Assert.Equal(before, side.Core.LocalDescription);
        Assert.Equal(SignalingState.Stable, side.State);
    }

    [Fact]
    public void A_remote_offer_takes_a_local_one_back_and_both_states_are_told()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Local();

        side.Remote(peer.Local());

        Assert.Equal(SignalingState.HaveRemoteOffer, side.State);
        Assert.Equal(["signaling HaveLocalOffer", "signaling Stable", "signaling HaveRemoteOffer"], side.Told.Where(static told => told.StartsWith("signaling", StringComparison.Ordinal)));
        Assert.Null(side.Core.PendingLocalDescription);
        peer.Remote(side.Local());
        Assert.Equal((SignalingState.Stable, SignalingState.Stable), (side.State, peer.State));
        Assert.Equal((false, true), (side.Core.Transport.Ice.IsControlling, peer.Core.Transport.Ice.IsControlling));
    }

    [Fact]
    public void A_remote_offer_that_is_refused_takes_nothing_back()
    {
        using var side = new NegotiationSide();
        var offer = side.Local();

        Assert.Throws<ArgumentException>(() => side.Remote(new SessionDescription(SdpType.Offer, "v=1")));

        Assert.Equal(SignalingState.HaveLocalOffer, side.State);
        Assert.Equal(offer, side.Core.PendingLocalDescription);
    }

    [Fact]
    public void A_restart_that_is_rolled_back_returns_to_the_credentials_before()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var before = side.Fragment;
        side.RestartIce();
        side.Local();
        Assert.NotEqual(before, side.Fragment);
        Assert.Equal(before, side.Core.Transport.Ice.LocalCredentials.UsernameFragment);

        side.Local(NegotiationSide.Rollback);

        Assert.Equal(before, side.Fragment);
        peer.Channel();
        NegotiationSide.Exchange(peer, side);
        Assert.Equal(before, side.Fragment);
    }

    [Fact]
    public void A_restart_of_the_peers_that_is_rolled_back_changes_no_credentials()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var before = side.Core.Transport.Ice.LocalCredentials;
        peer.RestartIce();
        side.Remote(peer.Local());
        side.Core.CreateAnswer();

        side.Remote(NegotiationSide.Rollback);

        Assert.Equal(before, side.Core.Transport.Ice.LocalCredentials);
        peer.Local(NegotiationSide.Rollback);
        side.Remote(peer.Local());
        peer.Remote(side.Local());
        Assert.NotEqual(before, side.Core.Transport.Ice.LocalCredentials);
    }

    [Fact]
    public void An_offer_that_was_made_before_a_remote_one_was_rolled_back_can_still_be_set()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        var offer = side.Core.CreateOffer();
        side.Remote(peer.Local());
        side.Remote(NegotiationSide.Rollback);

        side.Local(offer);

        Assert.Equal(SignalingState.HaveLocalOffer, side.State);
    }

    [Fact]
    public void Nothing_is_rolled_back_behind_a_provisional_answer()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Remote(peer.Local());
        side.Local(side.Core.CreateAnswer() with { Type = SdpType.PrAnswer });

        Assert.Throws<InvalidOperationException>(() => side.Local(NegotiationSide.Rollback));

        Assert.Equal(SignalingState.HaveLocalPrAnswer, side.State);
    }
}
