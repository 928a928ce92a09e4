namespace TypedPeer.Signaling;

/// <summary>Something about a <see cref="PeerDataConnection"/> failed; <see cref="Error"/> says what, for programs, and the message for developers.</summary>
public sealed class PeerDataConnectionException : Exception
{
    /// <summary>Says why.</summary>
    public PeerDataConnectionException(PeerDataConnectionError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Gets the kind of failure.</summary>
    public PeerDataConnectionError Error { get; }

    /// <summary>Gets the kind of failure as a short word that stays the same over versions and languages, such as <c>not-open-yet</c>.</summary>
    public string Code => Error switch
    {
        PeerDataConnectionError.NotOpenYet => "not-open-yet",
        PeerDataConnectionError.MessageTooBig => "message-too-big",
        PeerDataConnectionError.NegotiationFailed => "negotiation-failed",
        PeerDataConnectionError.InvalidMessage => "invalid-message",
        PeerDataConnectionError.TooManySends => "too-many",
        _ => "connection-closed",
    };
}
