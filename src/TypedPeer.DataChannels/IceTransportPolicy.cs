namespace TypedPeer.DataChannels;

/// <summary>Which paths may be used (W3C <c>RTCIceTransportPolicy</c>).</summary>
public enum IceTransportPolicy
{
    /// <summary>Any path that works, the most direct first.</summary>
    All,

    /// <summary>Only those through a TURN server, so that the peer never learns an address of this side's.</summary>
    Relay,
}
