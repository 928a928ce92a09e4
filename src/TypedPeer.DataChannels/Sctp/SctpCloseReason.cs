namespace TypedPeer.DataChannels.Sctp;

/// <summary>Why an association ended.</summary>
internal enum SctpCloseKind
{
    /// <summary>The SHUTDOWN sequence ran to its end: everything sent was delivered.</summary>
    Shutdown,

    /// <summary><c>SctpAssociation.Abort</c> was called.</summary>
    LocalAbort,

    /// <summary>The peer sent ABORT because its user wanted so.</summary>
    RemoteAbort,

    /// <summary>The peer sent ABORT because of an error.</summary>
    RemoteError,

    /// <summary>The peer never answered, or stopped answering.</summary>
    Timeout,

    /// <summary>The peer broke the protocol in a way that leaves no way to go on.</summary>
    ProtocolViolation,

    /// <summary>The peer lost its state and began a new association; its streams cannot be continued.</summary>
    PeerRestarted,
}

/// <summary>Why an association ended, with words for a log.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="Cause">The error cause in the ABORT that was sent or received (RFC 9260 section 3.3.10); null where there was none.</param>
internal readonly record struct SctpCloseReason(SctpCloseKind Kind, string Message, ushort? Cause = null);
