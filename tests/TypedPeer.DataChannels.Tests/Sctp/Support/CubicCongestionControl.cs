using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>CUBIC (RFC 9438) as far as a neighbour on the same path needs it: what most of the Internet's flows do.</summary>
internal sealed class CubicCongestionControl(int mtu) : ISctpCongestionControl
{
    private const double C = 0.4;
    private const double Beta = 0.7;

    private double _window = 10;
    private double _threshold = double.MaxValue;
    private double _most;
    private double _reno;
    private double _plateauAfter;
    private long _epoch;

    public long Window => (long)(_window * mtu);

    public long SlowStartThreshold => _threshold == double.MaxValue ? long.MaxValue : (long)(_threshold * mtu);

    public long PacingRate => long.MaxValue;

    public bool IsHoldingBack => false;

    public void OnResumed(long timeouts, long now) => _epoch = 0;

    public void OnAcknowledged(in SctpAcknowledgement acknowledgement)
    {
        var packets = acknowledgement.GrowthBytes / (double)mtu;
        if (_window < _threshold)
        {
            _window += packets;
            return;
        }

        if (_epoch == 0)
        {
            _epoch = acknowledgement.Now;
            _reno = _window;
            _plateauAfter = Math.Cbrt(Math.Max(0, _most - _window) / C);
            _most = Math.Max(_most, _window);
        }

        var time = ((acknowledgement.Now - _epoch + acknowledgement.SmoothedRoundTrip) / 1e6) - _plateauAfter;
        var target = Math.Clamp((C * time * time * time) + _most, _window, 1.5 * _window);
        _reno += 3 * (1 - Beta) / (1 + Beta) * packets / _window;
        _window = Math.Max(_window + ((target - _window) / _window * packets), _reno);
    }

    public void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals)
    {
    }

    public void OnRecoveryStarted()
    {
        // Fast convergence: who has less than the last time leaves more to others.
        _most = _window < _most ? _window * (1 + Beta) / 2 : _window;
        _threshold = _window = Math.Max(2, _window * Beta);
        _epoch = 0;
    }

    public void OnRecoveryEnded()
    {
    }

    public void OnRecoverySpurious()
    {
    }

    public void OnTimeout()
    {
        OnRecoveryStarted();
        _window = 1;
    }

    public void OnPathChanged()
    {
    }
}
