namespace TypedPeer.Signaling;

/// <summary>What this side has to do with a peer of its network.</summary>
public enum NetworkPeerState
{
    /// <summary>It is there, and there is no link.</summary>
    Idle = 0,

    /// <summary>A link is being made, by either side.</summary>
    Connecting = 1,

    /// <summary>There is a link, and calls go through.</summary>
    Connected = 2,

    /// <summary>There is a link without a connection: the peer is being found again, or one side has suspended the link.</summary>
    Reconnecting = 3,

    /// <summary>It has left, and there is no link.</summary>
    Closed = 4,
}
