using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>The candidate that is none and says that no more come (RFC 8838): with the fragment of its session, since offers may cross meanwhile.</summary>
internal static class EndOfCandidates
{
    private const string Fragment = "a=ice-ufrag:";

    /// <summary>Writes it for a description's session; null where there is no description.</summary>
    public static IceCandidateInit? Of(SessionDescription? description)
    {
        if (description is null)
        {
            return null;
        }

        var sdp = description.Sdp.AsSpan();
        foreach (var range in sdp.SplitAny('\r', '\n'))
        {
            var line = sdp[range];
            if (line.StartsWith(Fragment, StringComparison.Ordinal))
            {
                return new IceCandidateInit(string.Empty, SdpMLineIndex: 0, UsernameFragment: line[Fragment.Length..].ToString());
            }
        }

        return null;
    }
}
