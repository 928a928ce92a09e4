namespace TypedPeer;

/// <summary>
/// Which failed calls are made again, and when (<see cref="PeerCallOptions.Retry"/>). A call that was <see cref="PeerCallFate.NotSent">not sent</see> may be
/// made again whatever its method does; one that the peer may have begun, or refused, only where the method is <see cref="IdempotentAttribute">idempotent</see>. Never made again are
/// calls with streamed arguments, streams that have given an item, arguments that cannot be written, and calls of a session that has ended.
/// </summary>
public sealed class PeerRetryOptions
{
    /// <summary>Gets or sets how often a call is made at most, the first time included; at least 1. 3: more seldom helps before a person has noticed.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Gets or sets the longest wait before the second attempt; it doubles for each further one, and up to half of it is taken off at random, so that many callers do not come back at once. 100 ms: a round trip around the earth.</summary>
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how far that grows. 5 s: what a person waits.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how calls end that are made again: those that another moment may change. <see cref="PeerStatus.Unavailable"/>, <see cref="PeerStatus.LimitExceeded"/> and <see cref="PeerStatus.ConnectionLost"/>.</summary>
    public IReadOnlyCollection<PeerStatus> Statuses { get; set; } = [PeerStatus.Unavailable, PeerStatus.LimitExceeded, PeerStatus.ConnectionLost];
}
