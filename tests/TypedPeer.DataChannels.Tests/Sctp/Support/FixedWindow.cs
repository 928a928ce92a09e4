using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>Whatever happens the same may be under way, and leaves at once: what a sender could do that obeyed nobody.</summary>
internal sealed class FixedWindow(long window) : ISctpCongestionControl
{
    public long Window => window;

    public long SlowStartThreshold => long.MaxValue;

    public long PacingRate => long.MaxValue;

    public bool IsHoldingBack => false;

    public void OnResumed(long timeouts, long now)
    {
    }

    public void OnAcknowledged(in SctpAcknowledgement acknowledgement)
    {
    }

    public void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals)
    {
    }

    public void OnRecoveryStarted()
    {
    }

    public void OnRecoveryEnded()
    {
    }

    public void OnRecoverySpurious()
    {
    }

    public void OnTimeout()
    {
    }

    public void OnPathChanged()
    {
    }
}
