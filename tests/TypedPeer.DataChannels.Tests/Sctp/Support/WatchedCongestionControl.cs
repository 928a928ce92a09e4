using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>A real congestion control, with an eye on what it is told.</summary>
internal sealed class WatchedCongestionControl(ISctpCongestionControl inner) : ISctpCongestionControl
{
    /// <summary>How many packets may still pass the window: one retransmission for each loss.</summary>
    public int Exemptions { get; set; }

    public long Window => inner.Window;

    public long SlowStartThreshold => inner.SlowStartThreshold;

    public long PacingRate => inner.PacingRate;

    public bool IsHoldingBack => inner.IsHoldingBack;

    public void OnResumed(long timeouts, long now) => inner.OnResumed(timeouts, now);

    public void OnAcknowledged(in SctpAcknowledgement acknowledgement)
    {
        Assert.True(acknowledgement.Bytes > 0 && acknowledgement.GrowthBytes <= acknowledgement.Bytes);
        Assert.True(acknowledgement.Totals.Delivered >= acknowledgement.Bytes && acknowledgement.InFlight >= 0);
        inner.OnAcknowledged(in acknowledgement);
        Assert.True(inner.Window > 0 && inner.PacingRate > 0, "Nothing could ever leave.");
    }

    public void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals) => inner.OnLost(in packet, bytes, in totals);

    public void OnRecoveryStarted()
    {
        Exemptions = 1;
        inner.OnRecoveryStarted();
    }

    public void OnRecoveryEnded() => inner.OnRecoveryEnded();

    public void OnRecoverySpurious() => inner.OnRecoverySpurious();

    public void OnTimeout() => inner.OnTimeout();

    public void OnPathChanged() => inner.OnPathChanged();
}
