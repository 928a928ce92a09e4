namespace TypedPeer.DataChannels;

/// <summary>Why two peers did not connect, and how far they came. Names and numbers stay as they are.</summary>
public enum PeerConnectFailure
{
    /// <summary>
    /// No check of the peer's addresses was answered in time: it is not there or not reachable. A listener answers nobody who has not got its address, so one whose certificate
    /// is another by now looks the same.
    /// </summary>
    NoAnswer = 0,

    /// <summary>Somebody answered, and has not the certificate that the address, the description or <see cref="PeerConnectionOptions.ExpectedFingerprint"/> names: another is in the peer's place.</summary>
    WrongCertificate = 1,

    /// <summary>The peer ended the connection before it was up, or wants no session with this one.</summary>
    Refused = 2,

    /// <summary>This side ended it, or something else failed; the reason says what.</summary>
    Failed = 3,

    /// <summary>No description of the peer's came in time: it is not there, or the signaling does not reach it.</summary>
    NoDescription = 4,

    /// <summary>The peer's description came, and not one address that checks could be sent to.</summary>
    NoCandidate = 5,

    /// <summary>There is a path, and the peer did not answer the handshake (DTLS) on it in time. A listener that is full looks so: it proves addresses, and takes nobody.</summary>
    NoHandshake = 6,

    /// <summary>The connection is up, and the peer's session did not say hello in time.</summary>
    NoHello = 7,

    /// <summary>The signaling ended or failed, or the peer sent over it what cannot be used.</summary>
    SignalingFailed = 8,
}
