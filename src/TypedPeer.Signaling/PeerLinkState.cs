namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerLink"/> is doing.</summary>
public enum PeerLinkState
{
    /// <summary>The peers are connecting for the first time; both have not said hello yet.</summary>
    Connecting,

    /// <summary>Both peers have said hello: calls go through.</summary>
    Connected,

    /// <summary>The peer was asked for a sign of life and gave none (<see cref="PeerSession.IsResponsive"/>). Calls wait: it is heard again, or the connection counts as lost.</summary>
    Unresponsive,

    /// <summary>The connection was lost, and this side dials anew, or waits for the peer which does. Calls wait.</summary>
    Reconnecting,

    /// <summary>It is over; <see cref="PeerLink.Completion"/> tells why.</summary>
    Closed,

    /// <summary>
    /// There is no connection, and this side looks for none: it gave it up (<see cref="PeerLink.SuspendAsync"/>), or only the application knows another way to the peer. Calls wait, until the link is resumed
    /// (<see cref="PeerLink.ResumeAsync(CancellationToken)"/>) or the session's time is over.
    /// </summary>
    Suspended,

    /// <summary>
    /// There is no connection because the peer has suspended the link, as a device does that sleeps, and said that it comes back by itself. Calls wait. This side looks for it only once the time is
    /// over that both sessions wait (<see cref="PeerSessionOptions.ResumeTimeout"/>, the shorter of the two), or when it is told to (<see cref="PeerLink.ResumeAsync(CancellationToken)"/>).
    /// </summary>
    PeerSuspended,
}
