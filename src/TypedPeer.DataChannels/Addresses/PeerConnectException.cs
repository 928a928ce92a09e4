using TypedPeer.Channels;

namespace TypedPeer.DataChannels;

/// <summary>A peer could not be reached by its address.</summary>
public sealed class PeerConnectException : Exception
{
    /// <summary>Says why.</summary>
    public PeerConnectException(PeerConnectFailure failure, string message, PeerChannelCloseReason reason)
        : base(message, reason?.Exception)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Failure = failure;
        Reason = reason;
    }

    /// <summary>Gets the kind of failure.</summary>
    public PeerConnectFailure Failure { get; }

    /// <summary>Gets why the connection ended.</summary>
    public PeerChannelCloseReason Reason { get; }
}
