namespace TypedPeer.Sessions.Driving;

/// <summary>Why the core was entered, as far as it matters for when what waits leaves.</summary>
internal enum Occasion
{
    /// <summary>Something was noted, which leaves with whatever comes next.</summary>
    Note,

    /// <summary>A call was made that is answered.</summary>
    Call,

    /// <summary>A one-way call was made.</summary>
    OneWayCall,

    /// <summary>A handler answered.</summary>
    Answer,

    /// <summary>No handler is left to start.</summary>
    Idle,

    /// <summary>A message came.</summary>
    Message,

    /// <summary>Items of a stream were handed over or taken, or nobody wants them.</summary>
    Items,

    /// <summary>Something happened that the peer should know of at once: time passed, the channel has room, this side gives up or stops.</summary>
    Now,
}
