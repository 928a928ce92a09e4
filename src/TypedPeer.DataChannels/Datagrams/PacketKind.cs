namespace TypedPeer.DataChannels.Datagrams;

/// <summary>What a received packet is, by its first byte (RFC 7983).</summary>
internal enum PacketKind
{
    /// <summary>Nothing this stack reads.</summary>
    Unknown,

    /// <summary>0 to 3.</summary>
    Stun,

    /// <summary>20 to 63.</summary>
    Dtls,
}
