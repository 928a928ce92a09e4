namespace TypedPeer.DataChannels.Stun;

/// <summary>The STUN attributes ICE uses (RFC 8489, section 14; RFC 8445, section 7.1). Types from 0x8000 up may be skipped by who does not know them.</summary>
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

    /// <summary>The address the request was seen from, masked against meddling NATs.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>The priority a peer-reflexive candidate learned from this check gets.</summary>
    Priority = 0x0024,

    /// <summary>Nominates the pair the check travels on.</summary>
    UseCandidate = 0x0025,

    /// <summary>Free text naming the implementation.</summary>
    Software = 0x8022,

    /// <summary>CRC-32 over everything before it.</summary>
    Fingerprint = 0x8028,

    /// <summary>The sender is controlled; holds its tie-breaker.</summary>
    IceControlled = 0x8029,

    /// <summary>The sender is controlling; holds its tie-breaker.</summary>
    IceControlling = 0x802A,
}
