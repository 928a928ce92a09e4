namespace TypedPeer.DataChannels;

/// <summary>Where the offer/answer exchange stands (W3C <c>RTCSignalingState</c>).</summary>
public enum SignalingState
{
    /// <summary>No exchange is under way.</summary>
    Stable,

    /// <summary>Our offer is set, the answer is missing.</summary>
    HaveLocalOffer,

    /// <summary>The peer's offer is set, our answer is missing.</summary>
    HaveRemoteOffer,

    /// <summary>The peer's offer and our provisional answer are set, the final answer is missing.</summary>
    HaveLocalPrAnswer,

    /// <summary>Our offer and the peer's provisional answer are set, the final answer is missing.</summary>
    HaveRemotePrAnswer,

    /// <summary>The connection is closed.</summary>
    Closed,
}
