namespace TypedPeer.DataChannels;

/// <summary>Why a peer could not be reached by its address.</summary>
public enum PeerConnectFailure
{
    /// <summary>
    /// Nobody answered in time: the listener is not there or not reachable, its certificate is another one by now (it answers nobody who has not
    /// got its address), or it is full.
    /// </summary>
    NoAnswer,

    /// <summary>Somebody answered who knows the address and has not the certificate it names: another is in the listener's place.</summary>
    WrongCertificate,

    /// <summary>The listener ended the connection before it was up.</summary>
    Refused,

    /// <summary>This side ended it, or something else failed; the reason says what.</summary>
    Failed,
}
