namespace TypedPeer.Signaling.Negotiation;

/// <summary>
/// How many messages of a peer are looked at: each costs work, and an honest one sends a few dozen for each exchange. Told the time in microseconds.
/// </summary>
internal sealed class MessageBudget(long now)
{
    /// <summary>The most at once: some networks of 48 candidates each, found one by one.</summary>
    public const int Burst = 512;

    /// <summary>How long one more takes: four in a second, so that a link that lives for days may be negotiated anew.</summary>
    public const long Interval = 250_000;

    private long _left = Burst;
    private long _since = now;

    /// <summary>Counts one message; false when it is one too many.</summary>
    public bool TryTake(long now)
    {
        var earned = (now - _since) / Interval;
        _since += earned * Interval;
        _left = Math.Min(Burst, _left + earned);
        return _left > 0 && _left-- > 0;
    }
}
