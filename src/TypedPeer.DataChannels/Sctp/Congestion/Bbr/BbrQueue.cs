namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>
/// Notices that sending more only fills a queue: round trips grow longer than they were. The draft finds that out by a rate that grows no more, three
/// rounds later; what waits behind the queue meanwhile is somebody's call. The threshold is that of HyStart++ (RFC 9406).
/// </summary>
internal struct BbrQueue
{
    private const long SmallestThreshold = 2_000;
    private const long SmallestStanding = 2_000;
    private const long LargestThreshold = 16_000;

    /// <summary>The shortest round trip of the last quarter or half of one counts: jitter within that does not.</summary>
    private const int WindowsPerRound = 4;

    private long _present;
    private long _previous;
    private long _nextWindow;
    private long _base;

    /// <summary>Gets what the round trip was at the last <see cref="MarkBase"/>; the shortest known where that is longer, or nothing was known.</summary>
    public readonly long BaseOver(long shortest) => _base is 0 or BbrParameters.Unbounded ? shortest : Math.Max(_base, shortest);

    /// <summary>What is tried from now on is compared with what it is now.</summary>
    /// <param name="shortest">The shortest round trip known.</param>
    /// <param name="isOwn">Whether there is no queue but what the sender itself had under way: it is leaving.</param>
    public void MarkBase(long shortest, bool isOwn) => _base = isOwn ? shortest : Math.Min(_present, _previous);

    /// <summary>Whether round trips have grown since <see cref="MarkBase"/>, or over the shortest known.</summary>
    public readonly bool HasGrown(long shortest)
    {
        var from = _base == 0 ? shortest : _base;
        return _previous != BbrParameters.Unbounded
            && Math.Min(_present, _previous) >= from + Math.Clamp(from / 8, SmallestThreshold, LargestThreshold);
    }

    /// <summary>Whether round trips are longer than the shortest known by an eighth of it, 2 to 16 ms, or more, and not just in passing.</summary>
    public readonly bool IsStanding(long shortest) =>
        _previous != BbrParameters.Unbounded && Math.Min(_present, _previous) >= shortest + Math.Clamp(shortest / 8, SmallestStanding, LargestThreshold);

    public void Update(long roundTrip, long shortest, long now)
    {
        if (roundTrip == 0)
        {
            return;
        }

        if (now >= _nextWindow)
        {
            _previous = _nextWindow == 0 ? BbrParameters.Unbounded : _present;
            _present = BbrParameters.Unbounded;
            _nextWindow = now + (shortest / WindowsPerRound);
        }

        _present = Math.Min(_present, roundTrip);
    }
}
