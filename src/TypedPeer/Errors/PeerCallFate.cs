namespace TypedPeer;

/// <summary>
/// What is known about the handler of a call that failed: in the error (<see cref="PeerException.Fate"/>), in the statistics (<see cref="PeerSessionStatistics.CallsOfUnknownOutcome"/>) and,
/// with hosting, in the call's span (<c>typedpeer.call.fate</c>). It decides which calls may be made again (<see cref="PeerRetryOptions"/>).
/// </summary>
public enum PeerCallFate
{
    /// <summary>The handler answered, or the peer refused the call by name.</summary>
    Answered,

    /// <summary>The call never reached a handler: making it again is safe.</summary>
    NotSent,

    /// <summary>The call was sent and its answer never came: the handler may or may not have run.</summary>
    MayHaveExecuted,
}
