namespace TypedPeer.DataChannels.Stun;

/// <summary>How an ICE server is spoken to.</summary>
internal enum IceServerTransport
{
    /// <summary>Datagrams.</summary>
    Udp,

    /// <summary>A TCP connection.</summary>
    Tcp,

    /// <summary>TLS over a TCP connection.</summary>
    Tls,
}
