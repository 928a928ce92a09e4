using TypedPeer.Channels;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>What a candidate of the peer's has to say (W3C, section 4.4.2).</summary>
internal static class CandidateRules
{
    /// <summary>Reads a candidate; null for the end of candidates.</summary>
    /// <exception cref="ArgumentException">It is none, or names no media section.</exception>
    public static IceCandidate? Read(IceCandidateInit? init)
    {
        if (init is null or { Candidate: "" })
        {
            return null;
        }

        if (!IceCandidate.TryParse(init.Candidate, out var candidate))
        {
            throw new ArgumentException($"{PeerText.Quote(init.Candidate)} is not an ICE candidate.");
        }

        return init is { SdpMid: null, SdpMLineIndex: null }
            ? throw new ArgumentException("A candidate needs the mid or the index of its media section.")
            : candidate;
    }

    /// <summary>Finds the media section of a candidate. Whoever says only that there are no more means the data section, or -1 where there is none.</summary>
    /// <exception cref="ArgumentException">The description has no such section.</exception>
    public static int FindSection(RemoteSessionDescription description, IceCandidateInit? init)
    {
        if (init is null or { SdpMid: null, SdpMLineIndex: null })
        {
            return description.Sdp.DataIndex;
        }

        var section = description.FindSection(init.SdpMid, init.SdpMLineIndex);
        return section >= 0 ? section : throw new ArgumentException(
            $"The remote description has no media section with {(init.SdpMid is { } mid ? $"the mid {PeerText.Quote(mid)}" : $"the index {init.SdpMLineIndex}")}.");
    }
}
