namespace TypedPeer.DataChannels;

/// <summary>The role of a session description in the offer/answer exchange (RFC 8829).</summary>
public enum SdpType
{
    /// <summary>Opens an exchange.</summary>
    Offer,

    /// <summary>Ends an exchange.</summary>
    Answer,
}
