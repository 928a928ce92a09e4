namespace TypedPeer;

/// <summary>Who or what ended a session.</summary>
public enum PeerSessionEndKind
{
    /// <summary>This side stopped it, and the peer answered the goodbye.</summary>
    Stopped,

    /// <summary>The peer stopped it and everything in flight was finished.</summary>
    StoppedByPeer,

    /// <summary>
    /// One side ended it without waiting for what was in flight: for running calls, for the other's goodbye, or because it was told
    /// to or cannot use the channel. The message says which.
    /// </summary>
    Aborted,

    /// <summary>The channel closed, or the peer stopped answering.</summary>
    ConnectionLost,

    /// <summary>The peer broke the protocol, or says that this side did.</summary>
    ProtocolError,

    /// <summary>The peer is not authorised, or says that this side is not.</summary>
    NotAuthorized,
}
