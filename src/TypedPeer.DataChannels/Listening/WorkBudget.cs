namespace TypedPeer.DataChannels.Listening;

/// <summary>How much work strangers may cause in a second: a bucket that fills evenly and holds a tenth of a second's worth.</summary>
internal sealed class WorkBudget(int perSecond)
{
    private const long Second = 1_000_000;

    // In millionths of one piece of work, so that nothing is rounded away.
    private readonly long _most = Math.Max(perSecond / 10, 1) * Second;
    private long _left = Math.Max(perSecond / 10, 1) * Second;
    private long _filledAt = long.MinValue;

    /// <summary>Takes one piece of work, if there is any left.</summary>
    public bool TryTake(long now)
    {
        if (_filledAt != long.MinValue && now > _filledAt)
        {
            var elapsed = Math.Min(now - _filledAt, Second);
            _left = Math.Min(_most, _left + (elapsed * perSecond));
        }

        _filledAt = Math.Max(_filledAt, now);
        if (_left < Second)
        {
            return false;
        }

        _left -= Second;
        return true;
    }
}
