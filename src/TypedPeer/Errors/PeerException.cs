using TypedPeer.Sessions.Failures;

namespace TypedPeer;

/// <summary>
/// A call failed. Thrown to the caller; and thrown by a handler, it reaches the caller with this status and message, while
/// the details of any other exception stay at home. So do those of a call the handler made itself: an exception that came from
/// another call, and that the handler lets through, is a failure of the handler like any other.
/// </summary>
public class PeerException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="status">The code the caller decides by.</param>
    /// <param name="message">One sentence for a developer; it travels to the peer.</param>
    /// <param name="innerException">The failure beneath; it stays at home.</param>
    public PeerException(PeerStatus status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    internal PeerException(PeerStatus status, string message, PeerCallFate fate, Exception? innerException = null)
        : base(message, innerException)
    {
        Status = status;
        Fate = fate;
        Origin = FailureOrigin.OtherCall;
    }

    /// <summary>
    /// Gets what the handler told beyond the message: an object of a type the contract declares by
    /// <see cref="PeerErrorAttribute"/>. Objects of other types stay at home.
    /// </summary>
    public object? Detail { get; init; }

    /// <summary>Gets what went wrong, as a stable code.</summary>
    public PeerStatus Status { get; }

    /// <summary>Gets whether the handler may have run.</summary>
    public PeerCallFate Fate { get; }

    /// <summary>Gets whose failure it is, for a handler that lets it through.</summary>
    internal FailureOrigin Origin { get; init; }
}
