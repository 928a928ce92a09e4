namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>Round-trip time and retransmission timeout (RFC 9260 section 6.3.1). Times are in microseconds.</summary>
internal sealed class SctpRoundTripTime(SctpOptions options)
{
    /// <summary>A path may become longer: the minimum forgets what is older than this, or twice this.</summary>
    private const long MinimumWindow = 10_000_000;

    private long _variance;
    private long _minimumNow = long.MaxValue;
    private long _minimumBefore = long.MaxValue;
    private long _windowEnd;

    /// <summary>Gets whether anything was measured.</summary>
    public bool HasSample { get; private set; }

    /// <summary>Gets SRTT; zero before the first measurement.</summary>
    public long Smoothed { get; private set; }

    /// <summary>Gets the newest measurement.</summary>
    public long Latest { get; private set; }

    /// <summary>Gets the shortest round trip of the last seconds; zero before the first measurement.</summary>
    public long Minimum => HasSample ? Math.Min(_minimumNow, _minimumBefore) : 0;

    /// <summary>Gets the retransmission timeout, backed off where timeouts followed one another.</summary>
    public long Rto { get; private set; } = options.InitialRto;

    public void AddSample(long sample, long now)
    {
        sample = Math.Max(sample, 1);
        Latest = sample;
        if (now >= _windowEnd)
        {
            _minimumBefore = _minimumNow;
            _minimumNow = long.MaxValue;
            _windowEnd = now + MinimumWindow;
        }

        _minimumNow = Math.Min(_minimumNow, sample);
        if (HasSample)
        {
            _variance += (Math.Abs(Smoothed - sample) - _variance) / 4;
            Smoothed += (sample - Smoothed) / 8;
        }
        else
        {
            HasSample = true;
            Smoothed = sample;
            _variance = sample / 2;
        }

        Rto = Math.Clamp(Smoothed + Math.Max(4 * _variance, 1000), options.MinRto, options.MaxRto);
    }

    /// <summary>Another path has other round trips.</summary>
    public void Reset()
    {
        HasSample = false;
        Smoothed = 0;
        Latest = 0;
        _variance = 0;
        _minimumNow = long.MaxValue;
        _minimumBefore = long.MaxValue;
        _windowEnd = 0;
        Rto = options.InitialRto;
    }

    /// <summary>Doubles the timeout: nothing came back within it.</summary>
    public void BackOff() => Rto = Math.Min(Rto * 2, options.MaxRto);
}
