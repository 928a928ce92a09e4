namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>How much more than the rate explains is acknowledged at once (draft-ietf-ccwg-bbr, "BBR.extra_acked"): the window is larger by that, or silences between acknowledgements would stop the sender.</summary>
internal struct BbrAggregation
{
    private BbrMaxFilter _filter;
    private long _intervalStart;
    private long _delivered;
    private long _nextAdvance;

    /// <summary>Gets the most of the last five to ten rounds; in the start of the last one or two.</summary>
    public readonly long Extra => _filter.Value;

    /// <summary>Nothing was sent for a while: what comes is no burst.</summary>
    public void Restart(long now)
    {
        _intervalStart = now;
        _delivered = 0;
    }

    public void Update(in SctpAcknowledgement acknowledgement, long bandwidth, long window, long round, bool isFull)
    {
        if (round >= _nextAdvance)
        {
            _filter.Advance();
            _nextAdvance = round + (isFull ? BbrParameters.AggregationRounds / 2 : 1);
        }

        var expected = Expected(bandwidth, acknowledgement.Now);
        if (_delivered <= expected)
        {
            Restart(acknowledgement.Now);
            expected = 0;
        }

        _delivered += acknowledgement.Bytes;
        _filter.Add(Math.Min(_delivered - expected, window));
    }

    private readonly long Expected(long bandwidth, long now) =>
        (long)Math.Min((double)bandwidth * (now - _intervalStart) / BbrParameters.Second, long.MaxValue / 2);
}
