using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>Takes what comes for a network and is no link of ours: data connections, such as PeerJS's.</summary>
internal interface IForeignPeers
{
    /// <summary>
    /// An envelope of a peer's came, in order: OFFER, ANSWER, CANDIDATE, LEAVE, EXPIRE or an unknown one. Called under the network's lock: it is to note it and to return.
    /// </summary>
    void OnEnvelope(Envelope envelope);

    /// <summary>The network is over. Called under its lock.</summary>
    void OnEnded(PeerNetworkEnd end);

    /// <summary>Closes everything: the network is being disposed of.</summary>
    ValueTask CloseAsync();
}
