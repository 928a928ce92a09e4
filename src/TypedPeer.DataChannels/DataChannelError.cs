using TypedPeer.Channels;

namespace TypedPeer.DataChannels;

/// <summary>By which failure a data channel ended (W3C <c>RTCError</c>).</summary>
/// <param name="Detail">What failed.</param>
/// <param name="Reason">Why the channel closed, as <see cref="DataChannel.Closed"/> tells it.</param>
public sealed record DataChannelError(DataChannelErrorDetail Detail, PeerChannelCloseReason Reason)
{
    /// <summary>Gets the error cause of the ABORT that ended the association (RFC 9260, section 3.3.10), sent or received; null where there was none.</summary>
    public int? SctpCauseCode { get; init; }

    /// <summary>Gets the fatal DTLS alert that this side sent (RFC 5246, section 7.2); null where there was none.</summary>
    public int? SentAlert { get; init; }

    /// <summary>Gets the fatal DTLS alert that the peer sent; null where there was none.</summary>
    public int? ReceivedAlert { get; init; }
}
