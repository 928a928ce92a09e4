namespace TypedPeer.DataChannels.Turn;

/// <summary>What a relay is asked for.</summary>
internal enum TurnRequestKind
{
    /// <summary>An address, of IPv4, and one of IPv6 beside it where there are such.</summary>
    Allocate,

    /// <summary>An address of IPv6 alone: the server has no others, or does not give both to one port.</summary>
    AllocateV6,

    /// <summary>To keep the allocation.</summary>
    Refresh,

    /// <summary>To let a peer send.</summary>
    CreatePermission,

    /// <summary>To let a peer send, and to call it by a number.</summary>
    ChannelBind,
}
