namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>
/// There is one link between two peers, and one connection of it. Where both offer at once, the one whose id is the smaller, character by character, gives way.
/// </summary>
internal static class OfferRules
{
    /// <summary>Says what to do with an offer.</summary>
    /// <param name="own">This side's id.</param>
    /// <param name="peer">The peer's.</param>
    /// <param name="offer">The offer.</param>
    /// <param name="link">The link that there is, or is being made; null where there is none.</param>
    /// <param name="wasEnded">Whether this side has ended the link that the offer names.</param>
    public static OfferStep Decide(string own, string peer, LinkSignal offer, ILinkView? link, bool wasEnded)
    {
        var givesWay = string.CompareOrdinal(own, peer) < 0;
        if (link is null || link.LinkId != offer.Link)
        {
            return wasEnded ? OfferStep.Refuse
                : link is not { IsNew: true, IsOffering: true } ? OfferStep.Admit
                : givesWay ? OfferStep.GiveWay : OfferStep.Ignore;
        }

        return link.Knows(offer.ConnectionId) ? (link.IsCurrent(offer.ConnectionId) ? OfferStep.Deliver : OfferStep.Ignore)
            : link.IsOffering && !givesWay ? OfferStep.Ignore : OfferStep.Rebuild;
    }
}
