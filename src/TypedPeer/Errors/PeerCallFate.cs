namespace TypedPeer;

/// <summary>What is known about the handler of a call that failed.</summary>
public enum PeerCallFate
{
    /// <summary>The handler answered, or the peer refused the call by name.</summary>
    Answered,

    /// <summary>The call never reached a handler: making it again is safe.</summary>
    NotSent,

    /// <summary>The call was sent and its answer never came: the handler may or may not have run.</summary>
    MayHaveExecuted,
}
