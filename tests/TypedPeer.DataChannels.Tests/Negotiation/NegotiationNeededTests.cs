namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>When an exchange is asked for.</summary>
public sealed class NegotiationNeededTests
{
    [Fact]
    public void The_first_channel_asks_for_an_exchange_once_and_later_ones_do_not()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        Assert.Equal(0, side.Needed);

        side.Channel("a");
        side.Channel("b");
        Assert.Equal(1, side.Needed);
        NegotiationSide.Exchange(side, peer);
        side.Channel("c");
        peer.Channel("d");

        Assert.Equal((1, 0), (side.Needed, peer.Needed));
    }

    [Fact]
    public void A_channel_made_while_an_exchange_is_under_way_is_in_it()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        peer.Remote(side.Local());
        side.Channel();
        peer.Channel();

        side.Remote(peer.Local());

        Assert.Equal((0, 0), (side.Needed, peer.Needed));
    }

    [Fact]
    public void An_offer_that_is_rolled_back_leaves_the_need_which_is_told_again()
    {
        using var side = new NegotiationSide();
        side.Channel();
        side.Local();
        Assert.Equal(1, side.Needed);

        side.Local(NegotiationSide.Rollback);

        Assert.Equal(2, side.Needed);
        Assert.Equal("needed", side.Told[^1]);
    }

    [Fact]
    public void An_offer_without_data_leaves_the_need_of_a_channel()
    {
        using var side = new NegotiationSide();
        side.Channel();
        side.Remote(new SessionDescription(SdpType.Offer, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"));
        side.Local();
        Assert.Equal(2, side.Needed);
        Assert.Equal(SignalingState.Stable, side.State);

        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);

        Assert.Equal(2, side.Needed);
    }

    [Fact]
    public void A_restart_is_asked_for_once_and_not_while_an_exchange_is_under_way()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        peer.Remote(side.Local());
        side.RestartIce();
        side.RestartIce();
        Assert.Equal(0, side.Needed);

        side.Remote(peer.Local());

        Assert.Equal(1, side.Needed);
        Assert.Equal(["signaling Stable", "needed"], side.Told.TakeLast(2));
    }

    [Fact]
    public void A_closed_connection_asks_for_nothing()
    {
        using var side = new NegotiationSide();
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var offer = side.Core.CreateOffer();
        side.Local(offer);
        side.RestartIce();

        side.Core.Close(abort: true, 1);
        side.Drain();

        Assert.Equal(0, side.Needed);
        Assert.False(side.Core.ShouldNegotiate);
    }
}
