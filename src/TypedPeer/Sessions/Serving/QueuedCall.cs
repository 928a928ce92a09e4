namespace TypedPeer.Sessions.Serving;

/// <summary>A call of the peer as the queue of its target sees it.</summary>
internal abstract class QueuedCall
{
    /// <summary>Gets or sets the next call in the queue of its target.</summary>
    public QueuedCall? Next { get; set; }

    public ServedMethod Served { get; protected set; } = null!;

    public bool IsOneWay { get; protected set; }

    /// <summary>Gets or sets a value indicating whether all of the call is here.</summary>
    public bool ArgumentsComplete { get; set; }
}
