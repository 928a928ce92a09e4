namespace TypedPeer.Signaling;

/// <summary>
/// Why something about a <see cref="PeerDataConnection"/> failed. Names and numbers stay as they are; so do the codes in
/// <see cref="PeerDataConnectionException.Code"/>, which are PeerJS's where it has one.
/// </summary>
public enum PeerDataConnectionError
{
    /// <summary>The connection is not open yet: wait for <see cref="PeerDataConnection.Opened"/>. Code <c>not-open-yet</c>.</summary>
    NotOpenYet = 0,

    /// <summary>The message is larger than the serialization or the peer takes. Code <c>message-too-big</c>.</summary>
    MessageTooBig = 1,

    /// <summary>No connection came about: no path was found, or the peer did not answer. Code <c>negotiation-failed</c>.</summary>
    NegotiationFailed = 2,

    /// <summary>The connection is closed, or lost. Code <c>connection-closed</c>.</summary>
    ConnectionClosed = 3,

    /// <summary>The peer sent what cannot be read, or is more than is taken; the connection is closed over it. Code <c>invalid-message</c>.</summary>
    InvalidMessage = 4,

    /// <summary>More sends wait than <see cref="PeerDataLimits.MaxQueuedSends"/>. Code <c>too-many</c>.</summary>
    TooManySends = 5,
}
