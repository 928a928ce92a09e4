namespace TypedPeer.DataChannels.Turn;

/// <summary>The methods of TURN (RFC 8656, section 17).</summary>
internal static class TurnMethod
{
    /// <summary>Asks for an address on the relay.</summary>
    public const int Allocate = 3;

    /// <summary>Keeps an allocation, or gives it back.</summary>
    public const int Refresh = 4;

    /// <summary>Data for a peer.</summary>
    public const int Send = 6;

    /// <summary>Data from a peer.</summary>
    public const int Data = 7;

    /// <summary>Lets a peer's address send to the allocation.</summary>
    public const int CreatePermission = 8;

    /// <summary>Names a peer by a number of two bytes.</summary>
    public const int ChannelBind = 9;
}
