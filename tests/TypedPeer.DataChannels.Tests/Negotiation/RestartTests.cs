namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>When a restart that was asked for takes place: with our next offer, and never before.</summary>
public sealed class RestartTests
{
    [Fact]
    public void A_restart_takes_effect_with_the_next_offer_and_its_answer()
    {
        using var pair = new Pair();
        var (left, right) = (pair.Left.Fragment, pair.Right.Fragment);

        pair.Left.RestartIce();
        Assert.Equal(1, pair.Left.Needed);
        Assert.Equal(left, pair.Left.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        NegotiationSide.Exchange(pair.Left, pair.Right);

        Assert.NotEqual(left, pair.Left.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        Assert.NotEqual(right, pair.Right.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        Assert.Equal(pair.Left.Fragment, pair.Left.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        var after = pair.Left.Fragment;
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.Equal(after, pair.Left.Fragment);
        Assert.Equal(1, pair.Left.Needed);
    }

    [Fact]
    public void A_restart_before_any_offer_is_harmless()
    {
        using var left = new NegotiationSide();
        using var right = new NegotiationSide();
        var before = left.Core.Transport.Ice.LocalCredentials;

        left.RestartIce();

        Assert.Equal(0, left.Needed);
        NegotiationSide.Exchange(left, right);
        Assert.Equal(before, left.Core.Transport.Ice.LocalCredentials);
        Assert.Equal(0, left.Needed);
    }

    [Fact]
    public void An_answer_to_a_plain_offer_is_no_restart_and_leaves_the_wish_for_one()
    {
        using var pair = new Pair();
        var before = pair.Left.Fragment;
        pair.Left.RestartIce();

        NegotiationSide.Exchange(pair.Right, pair.Left);

        Assert.Equal(before, pair.Left.Fragment);
        Assert.Equal(2, pair.Left.Needed);
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.NotEqual(before, pair.Left.Fragment);
        Assert.Equal(2, pair.Left.Needed);
    }

    [Fact]
    public void A_restart_asked_for_while_the_peers_offer_waits_comes_with_the_offer_after_it()
    {
        using var pair = new Pair();
        var before = pair.Left.Fragment;
        pair.Left.Remote(pair.Right.Local());

        pair.Left.RestartIce();
        pair.Right.Remote(pair.Left.Local());

        Assert.Equal(before, pair.Left.Fragment);
        Assert.Equal(1, pair.Left.Needed);
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.NotEqual(before, pair.Left.Fragment);
    }

    [Fact]
    public void A_restart_asked_for_while_our_offer_waits_comes_with_the_offer_after_it()
    {
        using var pair = new Pair();
        var before = pair.Left.Fragment;
        pair.Right.Remote(pair.Left.Local());

        pair.Left.RestartIce();
        pair.Left.Remote(pair.Right.Local());

        Assert.Equal(before, pair.Left.Fragment);
        Assert.Equal(1, pair.Left.Needed);
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.NotEqual(before, pair.Left.Fragment);
        Assert.Equal(1, pair.Left.Needed);
    }

    [Fact]
    public void A_restart_outlives_a_rollback()
    {
        using var pair = new Pair();
        var before = pair.Left.Fragment;
        pair.Left.RestartIce();
        pair.Left.Local();

        pair.Left.Local(NegotiationSide.Rollback);

        Assert.Equal(2, pair.Left.Needed);
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.NotEqual(before, pair.Left.Fragment);
    }

    [Fact]
    public void A_restart_of_the_peers_is_the_one_that_was_wanted()
    {
        using var pair = new Pair();
        pair.Left.RestartIce();
        pair.Right.RestartIce();

        NegotiationSide.Exchange(pair.Right, pair.Left);

        Assert.Equal((1, 1), (pair.Left.Needed, pair.Right.Needed));
        var after = pair.Left.Fragment;
        NegotiationSide.Exchange(pair.Left, pair.Right);
        Assert.Equal(after, pair.Left.Fragment);
    }

    [Fact]
    public void Two_restarts_at_once_are_one_when_one_side_gives_way()
    {
        using var pair = new Pair();
        var (left, right) = (pair.Left.Fragment, pair.Right.Fragment);
        pair.Left.RestartIce();
        pair.Right.RestartIce();
        pair.Left.Local();
        var offer = pair.Right.Local();

        pair.Left.Remote(offer);
        pair.Right.Remote(pair.Left.Local());

        Assert.Equal((SignalingState.Stable, SignalingState.Stable), (pair.Left.State, pair.Right.State));
        Assert.NotEqual(left, pair.Left.Fragment);
        Assert.NotEqual(right, pair.Right.Fragment);
        Assert.Equal(pair.Left.Fragment, pair.Left.Core.Transport.Ice.LocalCredentials.UsernameFragment);
        Assert.Equal((1, 1), (pair.Left.Needed, pair.Right.Needed));
    }

    [Fact]
    public void An_offer_made_before_the_restart_was_asked_for_does_not_bring_it()
    {
        using var pair = new Pair();
        var before = pair.Left.Fragment;
        var offer = pair.Left.Core.CreateOffer();
        pair.Left.RestartIce();

        pair.Right.Remote(pair.Left.Local(offer));
        pair.Left.Remote(pair.Right.Local());

        Assert.Equal(before, pair.Left.Fragment);
        Assert.Equal(2, pair.Left.Needed);
    }

    private sealed class Pair : IDisposable
    {
        public Pair()
        {
            Left.Socket("192.0.2.1:5001");
            Right.Socket("192.0.2.2:5002");
            NegotiationSide.Exchange(Left, Right);
        }

        public NegotiationSide Left { get; } = new();

        public NegotiationSide Right { get; } = new();

        public void Dispose()
        {
            Left.Dispose();
            Right.Dispose();
        }
    }
}
