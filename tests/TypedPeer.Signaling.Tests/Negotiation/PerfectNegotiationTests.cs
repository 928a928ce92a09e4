using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Tests.Negotiation;

/// <summary>Who gives way when offers cross.</summary>
public sealed class PerfectNegotiationTests
{
    private static readonly SessionDescription Offer = new(SdpType.Offer, "theirs");
    private static readonly SessionDescription Answer = new(SdpType.Answer, "theirs");

    [Fact]
    public void Of_two_offers_that_cross_the_side_with_the_smaller_number_gives_way_and_both_know_it()
    {
        var smaller = new PerfectNegotiation(1);
        var larger = new PerfectNegotiation(2);
        Assert.Equal(NegotiationStep.Answer, smaller.OnDescription(Offer, 2, SignalingState.HaveLocalOffer, 0));
        Assert.Equal(NegotiationStep.Ignore, larger.OnDescription(Offer, 1, SignalingState.HaveLocalOffer, 0));
        Assert.Equal((1, 0, 0, 1), (smaller.TakenBack, smaller.Ignored, larger.TakenBack, larger.Ignored));
        Assert.Equal(long.MaxValue, larger.NextDeadline);
    }

    [Fact]
    public void An_offer_in_a_stable_state_is_answered_whatever_the_numbers_and_a_late_answer_is_no_answer()
    {
        var rules = new PerfectNegotiation(2);
        Assert.Equal(NegotiationStep.Answer, rules.OnDescription(Offer, 1, SignalingState.Stable, 0));
        Assert.Equal(NegotiationStep.Answer, rules.OnDescription(Offer, null, SignalingState.Stable, 0));
        Assert.Equal(NegotiationStep.Ignore, rules.OnDescription(Answer, 1, SignalingState.Stable, 0));
        Assert.Equal(NegotiationStep.Take, rules.OnDescription(Answer, 1, SignalingState.HaveLocalOffer, 0));
    }

    [Fact]
    public void A_plain_page_that_is_polite_answers_and_nothing_is_given_way()
    {
        var rules = new PerfectNegotiation(2);
        Assert.Equal(NegotiationStep.Ignore, rules.OnDescription(Offer, null, SignalingState.HaveLocalOffer, 0));
        Assert.Equal(PerfectNegotiation.Patience, rules.NextDeadline);
        Assert.Equal(NegotiationStep.Take, rules.OnDescription(Answer, null, SignalingState.HaveLocalOffer, 1));
        Assert.Equal(long.MaxValue, rules.NextDeadline);
        Assert.False(rules.TryGiveWay(SignalingState.Stable, long.MaxValue - 1, out _));
    }

    [Fact]
    public void A_plain_page_that_ignores_our_offer_gets_its_way_after_a_while_and_the_next_time_at_once()
    {
        var rules = new PerfectNegotiation(2);
        rules.OnDescription(Offer, null, SignalingState.HaveLocalOffer, 0);
        Assert.False(rules.TryGiveWay(SignalingState.HaveLocalOffer, PerfectNegotiation.Patience - 1, out _));
        Assert.True(rules.TryGiveWay(SignalingState.HaveLocalOffer, PerfectNegotiation.Patience, out var offer));
        Assert.Same(Offer, offer);
        Assert.Equal(NegotiationStep.Answer, rules.OnDescription(Offer, null, SignalingState.HaveLocalOffer, 0));
    }

    [Fact]
    public void Messages_are_taken_as_long_as_they_come_no_faster_than_an_exchange_needs()
    {
        var budget = new MessageBudget(0);
        for (var i = 0; i < MessageBudget.Burst; i++)
        {
            Assert.True(budget.TryTake(0));
        }

        Assert.False(budget.TryTake(MessageBudget.Interval - 1));
        Assert.True(budget.TryTake(MessageBudget.Interval));
        Assert.False(budget.TryTake(MessageBudget.Interval));
        Assert.True(budget.TryTake(long.MaxValue / 2));
    }
}
