namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>What was known when a packet with data left (draft-ietf-ccwg-bbr, "Per-packet state").</summary>
internal struct SctpSentPacket
{
    /// <summary>Numbers grow by one for each packet with data, from one on.</summary>
    public long Number;

    public long SentAt;

    /// <summary>When the packet was sent whose acknowledgement is the newest: with <see cref="SentAt"/> the time it took to send what a sample counts.</summary>
    public long FirstSentAt;

    /// <summary>How many bytes had been delivered.</summary>
    public long Delivered;

    /// <summary>When the last of them were acknowledged.</summary>
    public long DeliveredAt;

    /// <summary>How many bytes had been lost.</summary>
    public long Lost;

    /// <summary>How many bytes were under way, this packet's among them.</summary>
    public long InFlight;

    /// <summary>Whether there had been less to send than the path would have carried.</summary>
    public bool IsApplicationLimited;
}
