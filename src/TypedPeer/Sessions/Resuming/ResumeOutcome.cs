namespace TypedPeer.Sessions.Resuming;

/// <summary>What came of a channel that a session was to go on over.</summary>
internal enum ResumeOutcome
{
    /// <summary>It does not go on there, and the channel is closed.</summary>
    Failed,

    /// <summary>It goes on there.</summary>
    GoesOn,

    /// <summary>The peer has begun another session there, with which this one is over: nothing was read of it, and the channel is for the next.</summary>
    BegunAnew,
}
