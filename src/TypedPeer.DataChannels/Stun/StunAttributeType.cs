namespace TypedPeer.DataChannels.Stun;

/// <summary>The STUN attributes ICE and TURN use (RFC 8489, section 14; RFC 8445, section 7.1; RFC 8656, section 18). Types from 0x8000 up may be skipped by who does not know them.</summary>
internal enum StunAttributeType : ushort
{
    /// <summary>A plain reflexive address, from servers older than RFC 5389.</summary>
    MappedAddress = 0x0001,

    /// <summary>"recipient's fragment:sender's fragment".</summary>
    Username = 0x0006,

    /// <summary>HMAC-SHA1 over everything before it.</summary>
    MessageIntegrity = 0x0008,

    /// <summary>Why a request was refused.</summary>
    ErrorCode = 0x0009,

    /// <summary>The comprehension-required types a 420 complains about.</summary>
    UnknownAttributes = 0x000A,

    /// <summary>The channel that is bound to a peer.</summary>
    ChannelNumber = 0x000C,

    /// <summary>How long an allocation lives, in seconds.</summary>
    Lifetime = 0x000D,

    /// <summary>The peer that data is for or from, or that is permitted.</summary>
    XorPeerAddress = 0x0012,

    /// <summary>The payload of a Send or Data indication.</summary>
    Data = 0x0013,

    /// <summary>Whom a password is for.</summary>
    Realm = 0x0014,

    /// <summary>What a server wants to see again, so that requests cannot be replayed for ever.</summary>
    Nonce = 0x0015,

    /// <summary>An address that a relay has allocated.</summary>
    XorRelayedAddress = 0x0016,

    /// <summary>The only family an address is wanted of.</summary>
    RequestedAddressFamily = 0x0017,

    /// <summary>What an allocation carries; UDP.</summary>
    RequestedTransport = 0x0019,

    /// <summary>HMAC-SHA256 over everything before it.</summary>
    MessageIntegritySha256 = 0x001C,

    /// <summary>The algorithm that this key was made by.</summary>
    PasswordAlgorithm = 0x001D,

    /// <summary>The address the request was seen from, masked against meddling NATs.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>The priority a peer-reflexive candidate learned from this check gets.</summary>
    Priority = 0x0024,

    /// <summary>Nominates the pair the check travels on.</summary>
    UseCandidate = 0x0025,

    /// <summary>A second family an address is wanted of.</summary>
    AdditionalAddressFamily = 0x8000,

    /// <summary>Why there is no address of the second family.</summary>
    AddressErrorCode = 0x8001,

    /// <summary>The algorithms that a server makes keys by.</summary>
    PasswordAlgorithms = 0x8002,

    /// <summary>Free text naming the implementation.</summary>
    Software = 0x8022,

    /// <summary>The server to ask instead.</summary>
    AlternateServer = 0x8023,

    /// <summary>CRC-32 over everything before it.</summary>
    Fingerprint = 0x8028,

    /// <summary>The sender is controlled; holds its tie-breaker.</summary>
    IceControlled = 0x8029,

    /// <summary>The sender is controlling; holds its tie-breaker.</summary>
    IceControlling = 0x802A,
}
