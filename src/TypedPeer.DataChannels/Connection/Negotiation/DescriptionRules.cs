using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>What a description may not say beside those before it (RFC 8829, sections 5.2.2, 5.3.1 and 5.10).</summary>
internal static class DescriptionRules
{
    /// <summary>An answer has the sections of the offer, in order, and takes up none that the offer does not have.</summary>
    /// <exception cref="ArgumentException">It has others.</exception>
    public static void ThrowUnlessAnswers(SdpDescription offer, SdpDescription answer)
    {
        if (answer.Media.Count != offer.Media.Count)
        {
            throw new ArgumentException($"The answer has {answer.Media.Count} media sections, the offer {offer.Media.Count}: it is no answer to it.");
        }

        for (var index = 0; index < offer.Media.Count; index++)
        {
            var (offered, answered) = (offer.Media[index], answer.Media[index]);
            if (!IsSame(offered, answered) || (offered.IsRejected && !answered.IsRejected))
            {
                throw new ArgumentException($"Section {index} of the answer is not that of the offer: it is no answer to it.");
            }

            if (offered.IsData && !answered.IsData && !answered.IsRejected)
            {
                throw new ArgumentException($"Section {index} of the answer carries no data channels, and does not refuse them either.");
            }
        }
    }

    /// <summary>A later offer keeps the sections there are in their places; more may follow them.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void ThrowUnlessFollows(SdpDescription? previous, SdpDescription offer)
    {
        if (previous is null)
        {
            return;
        }

        if (offer.Media.Count < previous.Media.Count)
        {
            throw new ArgumentException($"The offer has {offer.Media.Count} media sections where there were {previous.Media.Count}: sections are rejected, never left out.");
        }

        for (var index = 0; index < previous.Media.Count; index++)
        {
            // The place of a section that was rejected may be used again.
            if (!previous.Media[index].IsRejected && !IsSame(previous.Media[index], offer.Media[index]))
            {
                throw new ArgumentException($"Section {index} of the offer is not the one that was negotiated there: sections keep their places.");
            }
        }
    }

    private static bool IsSame(SdpMediaSection left, SdpMediaSection right) =>
        left.Kind == right.Kind && (left.Mid is null || right.Mid is null || left.Mid == right.Mid);
}
