namespace TypedPeer.DataChannels.Sctp;

/// <summary>Where an association is in its life (RFC 9260 section 4).</summary>
internal enum SctpState
{
    /// <summary>Not started, or over; <see cref="ISctpObserver.OnClosed"/> tells the two apart.</summary>
    Closed,

    /// <summary>INIT was sent, its answer is awaited.</summary>
    CookieWait,

    /// <summary>COOKIE ECHO was sent, its answer is awaited.</summary>
    CookieEchoed,

    /// <summary>Data flows.</summary>
    Established,

    /// <summary>We want to end; our queued data leaves first.</summary>
    ShutdownPending,

    /// <summary>SHUTDOWN was sent: all our data is acknowledged.</summary>
    ShutdownSent,

    /// <summary>The peer wants to end; our queued data leaves first.</summary>
    ShutdownReceived,

    /// <summary>SHUTDOWN ACK was sent.</summary>
    ShutdownAckSent,
}
