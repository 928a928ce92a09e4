namespace TypedPeer.DataChannels.Sdp;

/// <summary>Who begins the DTLS handshake (RFC 8842, section 5.3).</summary>
internal enum SdpSetup
{
    /// <summary>An offer leaves the choice to the answer.</summary>
    ActPass,

    /// <summary>The sender of the description is the DTLS client.</summary>
    Active,

    /// <summary>The sender of the description is the DTLS server.</summary>
    Passive,
}
