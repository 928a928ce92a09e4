namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>A way to a server, or to what stands for one: clients with names, which send opaque envelopes to one another.</summary>
internal interface ISignalingTransport
{
    /// <summary>Has the server choose an id.</summary>
    /// <exception cref="PeerNetworkException">It does not.</exception>
    Task<string> IssueIdAsync(string? accessToken, CancellationToken cancellationToken);

    /// <summary>Connects as a client.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="token">What tells the server that it is the same client when it comes again.</param>
    /// <param name="accessToken">What tells who its user is; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerNetworkException">There is no connection.</exception>
    Task<ISignalingConnection> ConnectAsync(string id, string token, string? accessToken, CancellationToken cancellationToken);
}
