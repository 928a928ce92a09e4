namespace TypedPeer.Sessions.Streams;

/// <summary>
/// Whether calls are being made: for a few of the intervals at which they came last, after the last one. A stream that makes room for calls goes on
/// alone soon after a burst of them, and makes room throughout where one comes every now and then.
/// </summary>
/// <remarks>A call is timed by the next message, or the next look at a stream: it need not ask for the time itself.</remarks>
internal sealed class CallRhythm
{
    /// <summary>How many intervals without a call mean that there will be none: calls that wait for each other and for threads do not come evenly.</summary>
    private const int Patience = 8;

    /// <summary>The least time after a call, in microseconds: a pause that the collector or a busy processor makes is no end of a burst.</summary>
    private const long Shortest = 20_000;

    /// <summary>
    /// The most time after a call, in microseconds. Where the next one comes later than that, room made for it would be given up before
    /// it came, so that such a gap says nothing about the rhythm.
    /// </summary>
    private const long Longest = 250_000;

    /// <summary>The weight of what is known already against one more, shorter interval; a longer one counts at once.</summary>
    private const int Smoothing = 8;

    private bool _hasCome;
    private long _last = long.MinValue / 2;
    private long _interval;

    /// <summary>Tells of a call, in either direction.</summary>
    public void OnCall() => _hasCome = true;

    /// <summary>Says that what was told since the last time came by now.</summary>
    public void Note(long now)
    {
        if (_hasCome)
        {
            _hasCome = false;
            Learn(now);
        }
    }

    /// <summary>Gets whether the next call is to be expected.</summary>
    public bool IsCalling(long now)
    {
        Note(now);
        return now - _last <= Math.Clamp(Patience * _interval, Shortest, Longest);
    }

    private void Learn(long now)
    {
        var gap = now - _last;
        _last = now;
        if (gap <= Longest)
        {
            _interval = Math.Max(gap, (((Smoothing - 1) * _interval) + gap) / Smoothing);
        }
    }
}
