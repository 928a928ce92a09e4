namespace TypedPeer.DataChannels.Sctp;

/// <summary>Why an association ended.</summary>
internal enum SctpCloseKind
{
    /// <summary>The SHUTDOWN sequence ran to its end: everything sent was delivered.</summary>
    Shutdown,

    /// <summary><c>SctpAssociation.Abort</c> was called.</summary>
    LocalAbort,

    /// <summary>The peer sent ABORT.</summary>
    RemoteAbort,

    /// <summary>The peer never answered, or stopped answering.</summary>
    Timeout,

    /// <summary>The peer broke the protocol in a way that leaves no way to go on.</summary>
    ProtocolViolation,

    /// <summary>The peer lost its state and began a new association; its streams cannot be continued.</summary>
    PeerRestarted,
}

/// <summary>Why an association ended, with words for a log.</summary>
internal readonly record struct SctpCloseReason(SctpCloseKind Kind, string Message);
