namespace TypedPeer.DataChannels.Ice;

/// <summary>Lets new checks go one per Ta, a few at once after a pause (RFC 8445, section 6.1.4.2).</summary>
internal sealed class IcePacer(IceOptions options)
{
    private long _fullAt = long.MinValue;

    /// <summary>When the next check may start.</summary>
    public long NextAt => _fullAt == long.MinValue ? long.MinValue : _fullAt - ((options.CheckBurst - 1) * options.CheckInterval);

    /// <summary>Takes the right to start one check.</summary>
    public bool TryTake(long now)
    {
        if (now < NextAt)
            return false;

        _fullAt = Math.Max(_fullAt, now) + options.CheckInterval;
        return true;
    }
}
