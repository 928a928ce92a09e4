namespace TypedPeer.Signaling;

/// <summary>Links that go over to a name.</summary>
public static class PeerLinkNetwork
{
    /// <summary>
    /// Goes over to the name of the peer in a network, by which it is found from now on; the session goes on there, as after a loss. Both sides' networks have the certificates of the link, by
    /// <see cref="DataChannels.PeerConnectionOptions.Certificate"/> of <see cref="PeerNetworkOptions.Link"/>. One side does this; the other's network finds the link of the session, and asks
    /// <see cref="PeerNetworkOptions.Accept"/> before.
    /// </summary>
    /// <remarks>
    /// As long as the link goes by the name it is one of the network's: it is <see cref="NetworkPeer.Link"/> there, and is closed with the network. At the other side it is, too, where that knew no way to
    /// the peer before. Going over to an address, a URI or a signaling channel it leaves the network.
    /// </remarks>
    /// <param name="link">The link.</param>
    /// <param name="network">The network. It stays the caller's.</param>
    /// <param name="peerId">The peer's id there.</param>
    /// <param name="cancellationToken">Ends the wait alone.</param>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    /// <exception cref="PeerNetworkException">The network is closed, or the id is its own.</exception>
    /// <exception cref="ArgumentException">The network has another certificate than the link.</exception>
    /// <exception cref="InvalidOperationException">The network has another link to that peer.</exception>
    public static Task ResumeAsync(this PeerLink link, PeerNetwork network, string peerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(peerId);
        return network.ResumeAsync(link, peerId, cancellationToken);
    }
}
