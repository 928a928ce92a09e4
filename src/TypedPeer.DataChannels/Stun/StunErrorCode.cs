namespace TypedPeer.DataChannels.Stun;

/// <summary>The error codes ICE answers with or acts upon (RFC 8489, section 14.8; RFC 8445, section 7.2.5.1).</summary>
internal static class StunErrorCode
{
    /// <summary>A comprehension-required attribute is unknown.</summary>
    public const int UnknownAttribute = 420;

    /// <summary>Both agents believe in the same role, and the receiver keeps it.</summary>
    public const int RoleConflict = 487;
}
