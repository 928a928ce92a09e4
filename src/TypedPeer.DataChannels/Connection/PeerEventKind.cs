namespace TypedPeer.DataChannels.Connection;

/// <summary>What a <see cref="PeerEvent"/> tells.</summary>
internal enum PeerEventKind
{
    /// <summary>The offer/answer exchange has a new <see cref="PeerEvent.SignalingState"/>.</summary>
    SignalingState,

    /// <summary>An exchange of offer and answer should begin.</summary>
    NegotiationNeeded,

    /// <summary>The connection has a new <see cref="PeerEvent.ConnectionState"/>.</summary>
    ConnectionState,

    /// <summary>The path has a new <see cref="PeerEvent.IceConnectionState"/>.</summary>
    IceConnectionState,

    /// <summary>The search for local candidates has a new <see cref="PeerEvent.IceGatheringState"/>.</summary>
    IceGatheringState,

    /// <summary>There is a new <see cref="PeerEvent.Candidate"/> of ours.</summary>
    LocalCandidate,

    /// <summary>An address or a server gives no candidate: <see cref="PeerEvent.CandidateError"/>.</summary>
    IceCandidateError,

    /// <summary>The application's filter of remote addresses threw <see cref="PeerEvent.Failure"/>; the address is refused.</summary>
    FilterFailed,

    /// <summary>The peer opened <see cref="PeerEvent.Channel"/>.</summary>
    ChannelIncoming,

    /// <summary>The channel is open.</summary>
    ChannelOpen,

    /// <summary>A message came on the channel: <see cref="PeerEvent.Buffer"/> is rented from the shared pool and passes to the taker.</summary>
    ChannelMessage,

    /// <summary>The channel's buffered amount fell to the threshold.</summary>
    ChannelBufferedAmountLow,

    /// <summary>The channel begins to close, and it was not this side that asked for it.</summary>
    ChannelClosing,

    /// <summary>The channel is closed, for <see cref="PeerEvent.Reason"/>.</summary>
    ChannelClosed,

    /// <summary>The connection ended, for <see cref="PeerEvent.Reason"/>. The last event.</summary>
    Closed,
}
