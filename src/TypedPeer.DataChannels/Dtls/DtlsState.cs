namespace TypedPeer.DataChannels.Dtls;

/// <summary>The life of a connection, in the words of W3C's <c>RTCDtlsTransportState</c>.</summary>
internal enum DtlsState
{
    /// <summary>No handshake byte was sent or taken.</summary>
    New,

    /// <summary>The handshake runs, or waits for the fingerprint of the SDP.</summary>
    Connecting,

    /// <summary>The peer holds the key of a certificate whose fingerprint the SDP names; data flows.</summary>
    Connected,

    /// <summary>Either side closed in good order.</summary>
    Closed,

    /// <summary>A fatal alert, a failed check or a limit ended it.</summary>
    Failed,
}
