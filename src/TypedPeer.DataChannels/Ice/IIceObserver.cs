namespace TypedPeer.DataChannels.Ice;

/// <summary>What an agent tells its owner, synchronously from inside its methods: record and return, never call back into the agent.</summary>
internal interface IIceObserver
{
    /// <summary>A candidate to send to the other peer.</summary>
    void OnLocalCandidate(IceCandidate candidate);

    /// <summary>No more local candidates will come: the owner has no more sockets and the STUN servers have answered or been given up. Once.</summary>
    void OnLocalCandidatesEnd()
    {
    }

    /// <summary>The state has changed.</summary>
    void OnStateChanged(IceState state);

    /// <summary>Data now travels on this pair.</summary>
    void OnSelectedPairChanged(IceCandidatePair pair);
}
