using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>What an agent tells its owner, synchronously from inside its methods: record and return, never call back into the agent.</summary>
internal interface IIceObserver
{
    /// <summary>A candidate to send to the other peer.</summary>
    void OnLocalCandidate(IceCandidate candidate);

    /// <summary>No more local candidates will come: the owner has no more sockets and the STUN servers have answered or been given up. Once.</summary>
    void OnLocalCandidatesEnd()
    {
    }

    /// <summary>In the place of an error code: nothing came back.</summary>
    const int NoAnswer = -1;

    /// <summary>In the place of an error code: no socket is of the server's family.</summary>
    const int OutOfReach = -2;

    /// <summary>In the place of an error code: more servers than are asked.</summary>
    const int TooMany = -3;

    /// <summary>A STUN server gave no candidate to any socket: the code of its answer (0 for one without an address), or one of those above. Once for each.</summary>
    void OnServerFailed(string url, IPEndPoint server, int errorCode)
    {
    }

    /// <summary>The other side signals more candidates than are kept. Once for each of its generations.</summary>
    void OnCandidatesLeftOut()
    {
    }

    /// <summary>The state has changed.</summary>
    void OnStateChanged(IceState state);

    /// <summary>Data now travels on this pair.</summary>
    void OnSelectedPairChanged(IceCandidatePair pair);
}
