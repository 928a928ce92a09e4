namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>What is known about a chunk that has a TSN.</summary>
internal enum SctpChunkState : byte
{
    None,
    InFlight,

    /// <summary>Counted out of what is under way; to be sent again.</summary>
    Lost,

    /// <summary>Reported in a gap block, which the peer may still take back.</summary>
    Acknowledged,

    /// <summary>Given up together with its message (RFC 3758).</summary>
    Abandoned,
}

/// <summary>One DATA chunk between its first transmission and its cumulative acknowledgement.</summary>
internal struct SctpSentChunk
{
    public SctpOutgoingMessage Message;

    /// <summary>When it was last sent.</summary>
    public long SentAt;

    /// <summary>Which packet carried it last: numbers grow by one per packet with data, so they order chunks by transmission.</summary>
    public long PacketNumber;

    /// <summary>The neighbours, by TSN, in the list of its state.</summary>
    public uint Next;
    public uint Previous;

    /// <summary>For a chunk that is acknowledged or given up: a TSN up to which all are, so that repeated gap blocks cost nothing.</summary>
    public uint RunEnd;

    public int Offset;
    public ushort Length;
    public ushort SendCount;
    public byte Flags;
    public SctpChunkState State;
}

/// <summary>A list of chunks threaded through the ring by TSN.</summary>
internal struct SctpChunkList
{
    public uint Head;
    public uint Tail;
    public int Count;
}
