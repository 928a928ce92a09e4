namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerLink"/> is doing.</summary>
public enum PeerLinkState
{
    /// <summary>The peers are connecting for the first time; both have not said hello yet.</summary>
    Connecting,

    /// <summary>Both peers have said hello: calls go through.</summary>
    Connected,

    /// <summary>The connection was lost, and this side dials anew.</summary>
    Reconnecting,

    /// <summary>It is over; <see cref="PeerLink.Completion"/> tells why.</summary>
    Closed,
}
