namespace TypedPeer.DataChannels.Connection;

/// <summary>What a <see cref="PeerEvent"/> tells.</summary>
internal enum PeerEventKind
{
    /// <summary><see cref="PeerEvent.Value"/> is the new <see cref="SignalingState"/>.</summary>
    SignalingState,

    /// <summary><see cref="PeerEvent.Value"/> is the new <see cref="PeerConnectionState"/>.</summary>
    ConnectionState,

    /// <summary><see cref="PeerEvent.Value"/> is the new <see cref="IceConnectionState"/>.</summary>
    IceConnectionState,

    /// <summary><see cref="PeerEvent.Value"/> is the new <see cref="IceGatheringState"/>.</summary>
    IceGatheringState,

    /// <summary><see cref="PeerEvent.Subject"/> is the new <see cref="IceCandidateInit"/>.</summary>
    LocalCandidate,

    /// <summary>From the driver itself: <see cref="PeerEvent.Subject"/> is the <see cref="DataChannels.IceCandidateError"/>.</summary>
    IceCandidateError,

    /// <summary>The peer opened a channel.</summary>
    ChannelIncoming,

    /// <summary>The channel is open.</summary>
    ChannelOpen,

    /// <summary>A message: <see cref="PeerEvent.Buffer"/> is rented from the shared pool and passes to the taker.</summary>
    ChannelMessage,

    /// <summary>The buffered amount fell to the threshold.</summary>
    ChannelBufferedAmountLow,

    /// <summary>The channel is closed; <see cref="PeerEvent.Detail"/> is the reason.</summary>
    ChannelClosed,

    /// <summary>From the driver itself: a handler was added to the channel in <see cref="PeerEvent.Subject"/>, or to the connection when null.</summary>
    HandlerAttached,

    /// <summary>Code of the application's, called where it could not be told, threw <see cref="PeerEvent.Detail"/>.</summary>
    ApplicationFailed,

    /// <summary>The connection ended; <see cref="PeerEvent.Detail"/> is the reason. The last event.</summary>
    Closed,
}
