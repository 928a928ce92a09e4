namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>What clients are served right on their sockets.</summary>
internal sealed class SocketOptions
{
    /// <summary>The most that connections may have which have said nothing yet, or not all of a request: the same as Kestrel gives the head of a request.</summary>
    public static readonly TimeSpan ArrivalTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the path of the WebSocket.</summary>
    public string Path { get; set; } = "/peerjs";

    /// <summary>Gets or sets whether the proxy's headers say who the client is.</summary>
    public bool UsesForwardedHeaders { get; set; }
}
