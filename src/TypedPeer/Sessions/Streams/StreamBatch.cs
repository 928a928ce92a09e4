namespace TypedPeer.Sessions.Streams;

/// <summary>What the consumer of a stream has of it: a buffer, how far it is read, and what was taken out since the session last heard.</summary>
internal struct StreamBatch
{
    public byte[] Buffer;
    public int Start;
    public int End;

    /// <summary>How many bytes were consumed since then.</summary>
    public long Consumed;

    /// <summary>How many references were taken in all.</summary>
    public long References;

    /// <summary>How many of them the peer was told of.</summary>
    public long Settled;

    /// <summary>Whether the stream was read to its end: one that held no references then needs no word.</summary>
    public bool IsComplete;
}
