namespace TypedPeer.DataChannels.Stun;

/// <summary>The class bits of a STUN message type (RFC 8489, section 5).</summary>
internal enum StunMessageClass
{
    /// <summary>Asks for an answer.</summary>
    Request = 0x000,

    /// <summary>Needs no answer.</summary>
    Indication = 0x010,

    /// <summary>Answers a request that was served.</summary>
    SuccessResponse = 0x100,

    /// <summary>Answers a request that was refused.</summary>
    ErrorResponse = 0x110,
}
