using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Ice.Gathering;

/// <summary>What the search for local candidates tells, synchronously: record and return, never call back into the agent.</summary>
internal interface IIceGatheringObserver
{
    /// <summary>A candidate to send to the other peer.</summary>
    void OnLocalCandidate(IceCandidate candidate);

    /// <summary>A candidate is none any more: its path is gone, or a STUN server sees that by another address now.</summary>
    void OnLocalCandidateRemoved(IceCandidate candidate)
    {
    }

    /// <summary>No more local candidates will come: the owner has no more paths and the STUN servers have answered or been given up. Once for each search.</summary>
    void OnLocalCandidatesEnd()
    {
    }

    /// <summary>A STUN server gave no candidate to any port: the code of its answer (0 for one without an address), or one of <see cref="IceServerFailure"/>. Once for each in each search.</summary>
    void OnServerFailed(string url, IPEndPoint server, int errorCode)
    {
    }
}
