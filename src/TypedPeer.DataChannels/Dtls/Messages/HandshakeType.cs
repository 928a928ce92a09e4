namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The handshake messages there are (RFC 5246 section 7.4, RFC 6347 section 4.3.2).</summary>
internal enum HandshakeType : byte
{
    /// <summary>A wish to renegotiate: never granted.</summary>
    HelloRequest = 0,

    /// <summary>The client's offer.</summary>
    ClientHello = 1,

    /// <summary>The server's choice.</summary>
    ServerHello = 2,

    /// <summary>A cookie to prove the client's address.</summary>
    HelloVerifyRequest = 3,

    /// <summary>A session ticket: never asked for.</summary>
    NewSessionTicket = 4,

    /// <summary>A certificate list.</summary>
    Certificate = 11,

    /// <summary>The server's signed key share.</summary>
    ServerKeyExchange = 12,

    /// <summary>The server wants the client's certificate.</summary>
    CertificateRequest = 13,

    /// <summary>The end of the server's first flight.</summary>
    ServerHelloDone = 14,

    /// <summary>Proof that the client holds its certificate's key.</summary>
    CertificateVerify = 15,

    /// <summary>The client's key share.</summary>
    ClientKeyExchange = 16,

    /// <summary>Proof that both saw the same handshake.</summary>
    Finished = 20,

    /// <summary>An OCSP answer: never asked for.</summary>
    CertificateStatus = 22,
}
