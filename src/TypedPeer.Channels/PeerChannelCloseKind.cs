namespace TypedPeer.Channels;

/// <summary>Who or what closed a channel.</summary>
public enum PeerChannelCloseKind
{
    /// <summary>This side asked for it.</summary>
    Local,

    /// <summary>The peer closed the channel or its connection.</summary>
    Remote,

    /// <summary>The path to the peer is gone: consent expired, retransmissions were exhausted, the socket failed.</summary>
    ConnectionLost,

    /// <summary>The peer broke the transport's protocol or could not be authenticated.</summary>
    ProtocolError,
}
