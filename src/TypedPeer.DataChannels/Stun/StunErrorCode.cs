namespace TypedPeer.DataChannels.Stun;

/// <summary>The error codes that ICE and TURN answer with or act upon, and the names of all (RFC 8489, section 14.8; RFC 8445, section 7.2.5.1; RFC 8656, section 19).</summary>
internal static class StunErrorCode
{
    /// <summary>Another server is to be asked.</summary>
    public const int TryAlternate = 300;

    /// <summary>Credentials are missing or wrong.</summary>
    public const int Unauthenticated = 401;

    /// <summary>A comprehension-required attribute is unknown.</summary>
    public const int UnknownAttribute = 420;

    /// <summary>The server knows no such allocation, or one that is there already.</summary>
    public const int AllocationMismatch = 437;

    /// <summary>The nonce has been in use for too long.</summary>
    public const int StaleNonce = 438;

    /// <summary>The server has no addresses of that family.</summary>
    public const int AddressFamilyNotSupported = 440;

    /// <summary>Both agents believe in the same role, and the receiver keeps it.</summary>
    public const int RoleConflict = 487;

    /// <summary>The code and its name.</summary>
    public static string Describe(int code)
    {
        var name = code switch
        {
            TryAlternate => "Try Alternate",
            400 => "Bad Request",
            Unauthenticated => "Unauthenticated",
            403 => "Forbidden",
            405 => "Mobility Forbidden",
            UnknownAttribute => "Unknown Attribute",
            AllocationMismatch => "Allocation Mismatch",
            StaleNonce => "Stale Nonce",
            AddressFamilyNotSupported => "Address Family not Supported",
            441 => "Wrong Credentials",
            442 => "Unsupported Transport Protocol",
            443 => "Peer Address Family Mismatch",
            446 => "Connection Already Exists",
            447 => "Connection Timeout or Failure",
            486 => "Allocation Quota Reached",
            RoleConflict => "Role Conflict",
            500 => "Server Error",
            508 => "Insufficient Capacity",
            _ => null,
        };
        return name is null ? $"error {code}" : $"{code} {name}";
    }
}
