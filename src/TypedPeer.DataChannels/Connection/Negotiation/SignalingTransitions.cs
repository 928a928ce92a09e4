namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>Which description leads from which state to which (RFC 8829, section 3.2).</summary>
internal static class SignalingTransitions
{
    /// <exception cref="ArgumentException">The number stands for no type.</exception>
    public static void ThrowUnlessKnown(SdpType type)
    {
        if (type is not (SdpType.Offer or SdpType.Answer or SdpType.PrAnswer or SdpType.Rollback))
        {
            throw new ArgumentException($"A description is an offer, an answer or a rollback, not {(int)type}.");
        }
    }

    /// <summary>Gets the state behind a description of ours; null where it is not legal.</summary>
    public static SignalingState? WithLocal(SignalingState state, SdpType type) => (state, type) switch
    {
        (SignalingState.Stable or SignalingState.HaveLocalOffer, SdpType.Offer) => SignalingState.HaveLocalOffer,
        (SignalingState.HaveRemoteOffer or SignalingState.HaveLocalPrAnswer, SdpType.PrAnswer) => SignalingState.HaveLocalPrAnswer,
        (SignalingState.HaveRemoteOffer or SignalingState.HaveLocalPrAnswer, SdpType.Answer) => SignalingState.Stable,
        (_, SdpType.Rollback) => WithRollback(state),
        _ => null,
    };

    /// <summary>Gets the state behind a description of the peer's; null where it is not legal. An offer takes ours back that waits.</summary>
    public static SignalingState? WithRemote(SignalingState state, SdpType type) => (state, type) switch
    {
        (SignalingState.Stable or SignalingState.HaveRemoteOffer or SignalingState.HaveLocalOffer, SdpType.Offer) => SignalingState.HaveRemoteOffer,
        (SignalingState.HaveLocalOffer or SignalingState.HaveRemotePrAnswer, SdpType.PrAnswer) => SignalingState.HaveRemotePrAnswer,
        (SignalingState.HaveLocalOffer or SignalingState.HaveRemotePrAnswer, SdpType.Answer) => SignalingState.Stable,
        (_, SdpType.Rollback) => WithRollback(state),
        _ => null,
    };

    /// <summary>Gets the type of the description that this side is to give next.</summary>
    public static SdpType GetImplicitType(SignalingState state) =>
        state is SignalingState.HaveRemoteOffer or SignalingState.HaveLocalPrAnswer ? SdpType.Answer : SdpType.Offer;

    /// <summary>Either side's offer can be taken back, and nothing that an answer has put into force.</summary>
    private static SignalingState? WithRollback(SignalingState state) =>
        state is SignalingState.HaveLocalOffer or SignalingState.HaveRemoteOffer ? SignalingState.Stable : null;
}
