namespace TypedPeer.DataChannels.Sctp.Congestion.Aimd;

/// <summary>
/// HyStart++ (RFC 9406): ends slow start when round trips grow longer, before the queue overflows. First growth becomes slower; if round trips
/// shrink again it had been jitter, and slow start goes on.
/// </summary>
internal sealed class HyStart
{
    private const long SmallestThreshold = 4_000;
    private const long LargestThreshold = 16_000;
    private const int SmallestSamples = 8;
    private const int ConservativeRounds = 5;

    /// <summary>By how much growth is slowed while it is not sure that a queue has formed.</summary>
    private const int GrowthDivisor = 4;

    private long _roundEnd;
    private long _previousMinimum = long.MaxValue;
    private long _minimum = long.MaxValue;
    private long _baseline = long.MaxValue;
    private int _samples;
    private int _conservativeRounds;

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _roundEnd = 0;
        _previousMinimum = long.MaxValue;
        _minimum = long.MaxValue;
        _baseline = long.MaxValue;
        _samples = 0;
        _conservativeRounds = 0;
    }

    /// <summary>By what to divide the growth of this acknowledgement; says whether slow start is over.</summary>
    public bool IsOver(in SctpAcknowledgement acknowledgement, out int divisor)
    {
        StartRound(in acknowledgement);
        if (acknowledgement.RoundTrip > 0)
        {
            _minimum = Math.Min(_minimum, acknowledgement.RoundTrip);
            _samples++;
        }

        if (_baseline == long.MaxValue)
        {
            if (_samples >= SmallestSamples && _previousMinimum != long.MaxValue
                && _minimum >= _previousMinimum + Math.Clamp(_previousMinimum / 8, SmallestThreshold, LargestThreshold))
            {
                _baseline = _minimum;
                _conservativeRounds = 0;
            }
        }
        else if (_samples >= SmallestSamples && _minimum < _baseline)
        {
            _baseline = long.MaxValue;
        }

        divisor = _baseline == long.MaxValue ? 1 : GrowthDivisor;
        return _baseline != long.MaxValue && _conservativeRounds >= ConservativeRounds;
    }

    /// <summary>A round ends with the first acknowledgement of what was sent after the round before.</summary>
    private void StartRound(in SctpAcknowledgement acknowledgement)
    {
        if (!acknowledgement.Sample.IsKnown || acknowledgement.Sample.Packet.Delivered < _roundEnd)
        {
            return;
        }

        _roundEnd = acknowledgement.Totals.Delivered;
        _previousMinimum = _minimum;
        _minimum = long.MaxValue;
        _samples = 0;
        _conservativeRounds++;
    }
}
