namespace TypedPeer.Signaling.Networks;

/// <summary>Whom <see cref="NetworkLinks"/> tells and asks.</summary>
internal interface INetworkLinksOwner
{
    /// <summary>Asks the application about a peer; never fails. Without the lock.</summary>
    Task<bool> IsAcceptedAsync(PeerAcceptContext context, CancellationToken cancellationToken);

    /// <summary>What is known of a peer has changed. Under the lock.</summary>
    void OnPeerChanged(Pair pair);

    /// <summary>A link is up for the first time, and who waits for it is about to be told. Under the lock.</summary>
    void OnUp(Pair pair);

    /// <summary>A link is up for the first time. Without the lock.</summary>
    void OnLink(PeerLink link);
}
