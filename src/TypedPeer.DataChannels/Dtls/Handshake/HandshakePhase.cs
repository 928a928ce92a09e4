namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>What a handshake waits for.</summary>
internal enum HandshakePhase
{
    /// <summary>A client that was not started.</summary>
    NotStarted,

    /// <summary>Server: the offer.</summary>
    WaitClientHello,

    /// <summary>Server: the client's certificate.</summary>
    WaitClientCertificate,

    /// <summary>Server: the client's key share.</summary>
    WaitClientKeyExchange,

    /// <summary>Server: proof of the client's key.</summary>
    WaitCertificateVerify,

    /// <summary>Client: the server's choice, or a cookie.</summary>
    WaitServerHello,

    /// <summary>Client: the server's certificate.</summary>
    WaitServerCertificate,

    /// <summary>Client: the server's signed key share.</summary>
    WaitServerKeyExchange,

    /// <summary>Client: the request for our certificate; authentication is always mutual.</summary>
    WaitCertificateRequest,

    /// <summary>Client: the end of the flight.</summary>
    WaitServerHelloDone,

    /// <summary>Both: the SDP has to name the peer's certificate before our next flight proves anything to it.</summary>
    WaitFingerprint,

    /// <summary>Both: the peer's change to protected records.</summary>
    WaitChangeCipherSpec,

    /// <summary>Both: the peer's proof that it saw the same handshake.</summary>
    WaitFinished,

    /// <summary>The handshake is over.</summary>
    Done,
}
