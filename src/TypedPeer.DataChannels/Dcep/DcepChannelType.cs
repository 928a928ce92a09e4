namespace TypedPeer.DataChannels.Dcep;

/// <summary>The channel types of DATA_CHANNEL_OPEN (RFC 8832, section 5.1); the high bit means unordered.</summary>
internal enum DcepChannelType : byte
{
    Reliable = 0x00,
    LimitedRetransmits = 0x01,
    LimitedLifeTime = 0x02,
    ReliableUnordered = 0x80,
    LimitedRetransmitsUnordered = 0x81,
    LimitedLifeTimeUnordered = 0x82,
}
