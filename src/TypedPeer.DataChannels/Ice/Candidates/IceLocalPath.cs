using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>A path of this side, the candidate it is, and what makes its priorities differ from those of all other paths.</summary>
internal sealed record IceLocalPath(IDatagramPath Path, IceCandidate Candidate, int Preference)
{
    /// <summary>Gets the priority a peer-reflexive candidate learned from a check by this path gets (RFC 8445, section 7.1.1).</summary>
    public uint CheckPriority => IcePriority.Compute(IceCandidateType.PeerReflexive, Candidate.IsTcp, Preference);
}
