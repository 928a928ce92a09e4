namespace TypedPeer.DataChannels.Sctp;

/// <summary>Slow start and additive increase, multiplicative decrease, as RFC 9260 section 7.2 has them.</summary>
internal sealed class SctpAimdCongestionControl(int mtu) : ISctpCongestionControl
{
    /// <summary>Ten packets (RFC 6928), which the data channel's own stacks also begin with.</summary>
    private const int InitialPackets = 10;

    /// <summary>The window never falls below four packets on loss (RFC 9260 section 7.2.3).</summary>
    private const int MinimalPackets = 4;

    /// <summary>How much of one acknowledgement counts in slow start: one that stands for many packets must not become a burst of twice as many.</summary>
    private const int SlowStartPackets = 32;

    private long _partialBytesAcked;

    public long Window { get; private set; } = (long)mtu * InitialPackets;

    public long SlowStartThreshold { get; private set; } = long.MaxValue;

    public void OnAcknowledged(long bytes)
    {
        if (Window < SlowStartThreshold)
        {
            Window += Math.Min(bytes, (long)mtu * SlowStartPackets);
            return;
        }

        _partialBytesAcked += bytes;
        if (_partialBytesAcked >= Window)
        {
            _partialBytesAcked -= Window;
            Window += mtu;
        }
    }

    public void OnLoss()
    {
        SlowStartThreshold = Math.Max(Window / 2, (long)mtu * MinimalPackets);
        Window = SlowStartThreshold;
        _partialBytesAcked = 0;
    }

    public void OnTimeout()
    {
        SlowStartThreshold = Math.Max(Window / 2, (long)mtu * MinimalPackets);
        Window = mtu;
        _partialBytesAcked = 0;
    }

    public void OnPathChanged()
    {
        SlowStartThreshold = long.MaxValue;
        Window = (long)mtu * InitialPackets;
        _partialBytesAcked = 0;
    }

    public void OnIdle(long timeouts)
    {
        var floor = Math.Min(Window, (long)mtu * InitialPackets);
        SlowStartThreshold = Math.Max(SlowStartThreshold, Window);
        Window = Math.Max(Window >> (int)Math.Min(timeouts, 62), floor);
    }
}
