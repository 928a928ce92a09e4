namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerNetwork"/> is doing about its server. Links that are up do not depend on it.</summary>
public enum PeerNetworkState
{
    /// <summary>It joins for the first time.</summary>
    Connecting = 0,

    /// <summary>The server knows it by its id, and it is in its room.</summary>
    Joined = 1,

    /// <summary>The server was lost; it joins again by itself, with the same id.</summary>
    Reconnecting = 2,

    /// <summary>It is over; <see cref="PeerNetwork.Completion"/> tells why.</summary>
    Closed = 3,
}
