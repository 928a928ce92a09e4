using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>
/// Who gives way when offers cross (W3C, "Perfect negotiation example"). Told the time in microseconds, and of each description of the peer's; says what to do with it.
/// </summary>
/// <remarks>
/// Two of us decide by the numbers beside their descriptions: the smaller gives way, and each sees both numbers in the offers that cross. A page with the plain
/// pattern has its role from its author, and tells it by what it does: where it is polite it answers our offer; where it is not it ignores ours, and once no answer
/// has come for <see cref="Patience"/> we give way, from then on at once.
/// </remarks>
internal sealed class PerfectNegotiation(UInt128 tieBreaker)
{
    /// <summary>How long an answer to our offer is waited for before a peer without a number counts as one that gives no way: 3 s, a few round trips by way of a slow server.</summary>
    public const long Patience = 3_000_000;

    private SessionDescription? _kept;
    private long _keptUntil = long.MaxValue;
    private bool _givesWay;

    /// <summary>Gets the number that goes beside each description of this side's.</summary>
    public UInt128 TieBreaker => tieBreaker;

    /// <summary>Gets how many offers of the peer's gave way to ours.</summary>
    public int Ignored { get; private set; }

    /// <summary>Gets how many offers of ours were taken back for one of the peer's.</summary>
    public int TakenBack { get; private set; }

    /// <summary>Gets when <see cref="TryGiveWay"/> is to be asked; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _keptUntil;

    /// <summary>Takes a description of the peer's.</summary>
    /// <param name="description">The description.</param>
    /// <param name="theirs">The number beside it; null where the peer has none.</param>
    /// <param name="state">The state of this side's exchange.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="FormatException">It is this side's own: the way that messages take leads back here.</exception>
    public NegotiationStep OnDescription(SessionDescription description, UInt128? theirs, SignalingState state, long now)
    {
        if (theirs == tieBreaker)
        {
            throw new FormatException("This side's own messages come back: the signaling channel leads to itself.");
        }

        if (description.Type != SdpType.Offer)
        {
            if (state is not (SignalingState.HaveLocalOffer or SignalingState.HaveRemotePrAnswer))
            {
                return NegotiationStep.Ignore;
            }

            Forget();
            return NegotiationStep.Take;
        }

        Forget();
        if (state == SignalingState.HaveLocalOffer)
        {
            if (theirs is { } number ? number < tieBreaker : !_givesWay)
            {
                Ignored++;
                if (theirs is null)
                {
                    (_kept, _keptUntil) = (description, now + Patience);
                }

                return NegotiationStep.Ignore;
            }

            TakenBack++;
        }

        return NegotiationStep.Answer;
    }

    /// <summary>Returns an offer that was ignored and is to be answered after all.</summary>
    public bool TryGiveWay(SignalingState state, long now, out SessionDescription offer)
    {
        offer = _kept!;
        if (now < _keptUntil)
        {
            return false;
        }

        Forget();
        if (state != SignalingState.HaveLocalOffer)
        {
            return false;
        }

        _givesWay = true;
        TakenBack++;
        return true;
    }

    private void Forget() => (_kept, _keptUntil) = (null, long.MaxValue);
}
