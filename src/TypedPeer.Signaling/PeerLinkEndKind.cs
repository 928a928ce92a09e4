namespace TypedPeer.Signaling;

/// <summary>Why a <see cref="PeerLink"/> is over.</summary>
public enum PeerLinkEndKind
{
    /// <summary>This side closed it.</summary>
    Closed,

    /// <summary>The peer said goodbye in order, after everything under way was finished.</summary>
    ClosedByPeer,

    /// <summary>The connection was lost, and not found again within the bounds of the options. Accepted links end so at once: it is the dialler who dials again.</summary>
    Lost,

    /// <summary>
    /// The session ended in a way that dialling again would not mend: one side gave up waiting, is not authorised, or broke the protocol;
    /// or the application's own code threw when the session was set up again.
    /// </summary>
    Failed,
}
