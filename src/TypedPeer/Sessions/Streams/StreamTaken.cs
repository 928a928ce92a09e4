namespace TypedPeer.Sessions.Streams;

/// <summary>What the consumer of a stream got.</summary>
internal enum StreamTaken
{
    /// <summary>A batch.</summary>
    Batch,

    /// <summary>Nothing yet: it is told when there is more.</summary>
    Nothing,

    /// <summary>Nothing more will come.</summary>
    End,
}
