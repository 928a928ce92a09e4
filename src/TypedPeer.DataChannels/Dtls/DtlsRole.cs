namespace TypedPeer.DataChannels.Dtls;

/// <summary>Which side of the handshake a connection plays; the SDP's <c>a=setup</c> decides it (RFC 8842).</summary>
internal enum DtlsRole
{
    /// <summary>Sends the first flight (<c>a=setup:active</c>).</summary>
    Client,

    /// <summary>Waits for it (<c>a=setup:passive</c>).</summary>
    Server,
}
