namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Answers for the time being.</summary>
public sealed class ProvisionalAnswerTests
{
    [Fact]
    public void A_provisional_answer_takes_effect_and_the_final_one_ends_the_exchange()
    {
        using var offerer = new NegotiationSide();
        using var answerer = new NegotiationSide();
        answerer.Remote(offerer.Local());
        var provisional = answerer.Local(answerer.Core.CreateAnswer() with { Type = SdpType.PrAnswer });
        offerer.Remote(provisional);

        Assert.Equal((SignalingState.HaveRemotePrAnswer, SignalingState.HaveLocalPrAnswer), (offerer.State, answerer.State));
        Assert.Equal(SdpType.PrAnswer, answerer.Core.PendingLocalDescription!.Type);
        Assert.Equal(SdpType.PrAnswer, offerer.Core.PendingRemoteDescription!.Type);
        Assert.Null(offerer.Core.CurrentRemoteDescription);
        Assert.NotNull(offerer.Core.Transport.LocalDtlsRole);
        Assert.NotNull(answerer.Core.Transport.LocalDtlsRole);

        offerer.Remote(answerer.Local());

        Assert.Equal((SignalingState.Stable, SignalingState.Stable), (offerer.State, answerer.State));
        Assert.Equal(SdpType.Answer, offerer.Core.CurrentRemoteDescription!.Type);
        Assert.Null(offerer.Core.PendingRemoteDescription);
        Assert.Equal(NegotiationSide.FragmentOf(provisional), answerer.Fragment);
    }

    [Fact]
    public void No_offer_is_made_or_taken_behind_a_provisional_answer()
    {
        using var offerer = new NegotiationSide();
        using var answerer = new NegotiationSide();
        var offer = offerer.Local();
        answerer.Remote(offer);
        offerer.Remote(answerer.Local(answerer.Core.CreateAnswer() with { Type = SdpType.PrAnswer }));

        Assert.Throws<InvalidOperationException>(() => offerer.Local());
        Assert.Throws<InvalidOperationException>(() => offerer.Core.CreateOffer());
        Assert.Throws<InvalidOperationException>(() => answerer.Remote(offer));
        Assert.Equal((SignalingState.HaveRemotePrAnswer, SignalingState.HaveLocalPrAnswer), (offerer.State, answerer.State));
    }
}
