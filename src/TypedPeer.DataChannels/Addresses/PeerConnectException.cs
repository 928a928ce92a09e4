using TypedPeer.Channels;

namespace TypedPeer.DataChannels;

/// <summary>Two peers did not connect; <see cref="Failure"/> says how far they came.</summary>
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
