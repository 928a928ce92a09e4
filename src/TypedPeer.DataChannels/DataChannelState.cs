namespace TypedPeer.DataChannels;

/// <summary>The state of a data channel (W3C <c>RTCDataChannelState</c>).</summary>
public enum DataChannelState
{
    /// <summary>Waits for the connection.</summary>
    Connecting,

    /// <summary>Messages can go both ways.</summary>
    Open,

    /// <summary>One side has asked to close; queued messages still leave.</summary>
    Closing,

    /// <summary>Closed, for good.</summary>
    Closed,
}
