namespace TypedPeer.DataChannels;

/// <summary>The state of the connection as a whole: ICE and DTLS together (W3C <c>RTCPeerConnectionState</c>).</summary>
public enum PeerConnectionState
{
    /// <summary>Nothing has been started.</summary>
    New,

    /// <summary>A path is being looked for or secured.</summary>
    Connecting,

    /// <summary>There is a path, and it is secured.</summary>
    Connected,

    /// <summary>The path does not answer at the moment; it may come back by itself.</summary>
    Disconnected,

    /// <summary>The path is lost, or could not be found or secured.</summary>
    Failed,

    /// <summary>The connection is closed, by either side.</summary>
    Closed,
}
