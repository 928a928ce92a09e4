namespace TypedPeer.DataChannels;

/// <summary>The state of the search for a path (W3C <c>RTCIceConnectionState</c>).</summary>
public enum IceConnectionState
{
    /// <summary>No remote candidates are known yet.</summary>
    New,

    /// <summary>Pairs of candidates are being checked.</summary>
    Checking,

    /// <summary>A pair works; better ones may still be looked for.</summary>
    Connected,

    /// <summary>A pair works and the search is over.</summary>
    Completed,

    /// <summary>The peer has not answered for some seconds.</summary>
    Disconnected,

    /// <summary>No pair works, or consent has expired (RFC 7675).</summary>
    Failed,

    /// <summary>The connection is closed.</summary>
    Closed,
}
