namespace TypedPeer.DataChannels.Dtls;

/// <summary>Alert descriptions (RFC 5246 section 7.2, RFC 7507, RFC 5746) that this profile sends or tells apart.</summary>
internal enum DtlsAlert : byte
{
    /// <summary>The sender will send nothing more.</summary>
    CloseNotify = 0,

    /// <summary>A message the state does not allow.</summary>
    UnexpectedMessage = 10,

    /// <summary>Records fail authentication.</summary>
    BadRecordMac = 20,

    /// <summary>No acceptable parameters in common.</summary>
    HandshakeFailure = 40,

    /// <summary>A certificate that is corrupt or not the one the SDP names.</summary>
    BadCertificate = 42,

    /// <summary>A certificate of a kind this profile does not take.</summary>
    UnsupportedCertificate = 43,

    /// <summary>A field is out of range or inconsistent with others.</summary>
    IllegalParameter = 47,

    /// <summary>A message could not be parsed.</summary>
    DecodeError = 50,

    /// <summary>A signature or a Finished message did not verify.</summary>
    DecryptError = 51,

    /// <summary>The version is recognised and not supported.</summary>
    ProtocolVersion = 70,

    /// <summary>An error of our own platform.</summary>
    InternalError = 80,

    /// <summary>The user gave up, or time did.</summary>
    UserCanceled = 90,

    /// <summary>Renegotiation is refused.</summary>
    NoRenegotiation = 100,

    /// <summary>An extension in the server's hello that was not offered.</summary>
    UnsupportedExtension = 110,
}
