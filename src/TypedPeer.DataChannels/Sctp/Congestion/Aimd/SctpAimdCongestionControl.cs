namespace TypedPeer.DataChannels.Sctp.Congestion.Aimd;

/// <summary>Slow start and additive increase, multiplicative decrease, as RFC 9260 section 7.2 has them; slow start ends by HyStart++ (RFC 9406) where that is earlier.</summary>
internal sealed class SctpAimdCongestionControl(int mtu) : ISctpCongestionControl
{
    /// <summary>Ten packets (RFC 6928), which the data channel's own stacks also begin with.</summary>
    private const int InitialPackets = 10;

    /// <summary>The window never falls below four packets on loss (RFC 9260 section 7.2.3).</summary>
    private const int MinimalPackets = 4;

    /// <summary>How much of one acknowledgement counts in slow start: one that stands for many packets must not become a burst of twice as many.</summary>
    private const int SlowStartPackets = 32;

    /// <summary>How much faster than a window in each round trip packets leave, in percent: fast enough that the window is what limits, and in slow start to double it.</summary>
    private const int SlowStartPacing = 200;
    private const int AvoidancePacing = 125;

    private const long Second = 1_000_000;

    private readonly HyStart _hyStart = new();
    private long _partialBytesAcked;
    private long _smoothed;
    private long _windowBefore;
    private long _thresholdBefore;

    public long Window { get; private set; } = (long)mtu * InitialPackets;

    public long SlowStartThreshold { get; private set; } = long.MaxValue;

    public long PacingRate => _smoothed == 0
        ? long.MaxValue
        : Window * (Window < SlowStartThreshold ? SlowStartPacing : AvoidancePacing) / 100 * Second / _smoothed;

    public bool IsHoldingBack => false;

    public void OnResumed(long timeouts, long now)
    {
        if (timeouts > 0)
        {
            var floor = Math.Min(Window, (long)mtu * InitialPackets);
            SlowStartThreshold = Math.Max(SlowStartThreshold, Window);
            Window = Math.Max(Window >> (int)Math.Min(timeouts, 62), floor);
        }
    }

    public void OnAcknowledged(in SctpAcknowledgement acknowledgement)
    {
        _smoothed = acknowledgement.SmoothedRoundTrip;
        var bytes = acknowledgement.GrowthBytes;
        if (Window < SlowStartThreshold)
        {
            // Only the first slow start searches for where the path is full; later ones know it.
            var divisor = 1;
            if (SlowStartThreshold == long.MaxValue && _hyStart.IsOver(in acknowledgement, out divisor))
            {
                SlowStartThreshold = Window;
            }

            Window += Math.Min(bytes, (long)mtu * SlowStartPackets) / divisor;
            return;
        }

        _partialBytesAcked += bytes;
        if (_partialBytesAcked >= Window)
        {
            _partialBytesAcked -= Window;
            Window += mtu;
        }
    }

    public void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals)
    {
    }

    public void OnRecoveryStarted()
    {
        Remember();
        SlowStartThreshold = Math.Max(Window / 2, (long)mtu * MinimalPackets);
        Window = SlowStartThreshold;
        _partialBytesAcked = 0;
    }

    public void OnRecoveryEnded()
    {
    }

    public void OnRecoverySpurious()
    {
        Window = Math.Max(Window, _windowBefore);
        SlowStartThreshold = Math.Max(SlowStartThreshold, _thresholdBefore);
    }

    public void OnTimeout()
    {
        Remember();
        SlowStartThreshold = Math.Max(Window / 2, (long)mtu * MinimalPackets);
        Window = mtu;
        _partialBytesAcked = 0;
    }

    public void OnPathChanged()
    {
        SlowStartThreshold = long.MaxValue;
        Window = (long)mtu * InitialPackets;
        _partialBytesAcked = 0;
        _smoothed = 0;
        _hyStart.Reset();
    }

    private void Remember()
    {
        _windowBefore = Window;
        _thresholdBefore = SlowStartThreshold;
    }
}
