namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>The round trip without a queue, and when it is to be measured again (draft-ietf-ccwg-bbr, "ProbeRTT Logic").</summary>
internal struct BbrRoundTrip
{
    private const int Tolerance = 64;

    private long _minimumAt;
    private long _probed;
    private long _probedAt;

    public BbrRoundTrip()
    {
        Minimum = BbrParameters.Unbounded;
        _probed = BbrParameters.Unbounded;
    }

    /// <summary>Gets the shortest of the last ten seconds; <see cref="BbrParameters.Unbounded"/> before the first.</summary>
    public long Minimum { get; private set; }

    public readonly bool IsKnown => Minimum != BbrParameters.Unbounded;

    /// <summary>Gets whether none as short was seen for so long that it may have become longer.</summary>
    public bool IsExpired { get; private set; }

    public void Update(in SctpAcknowledgement acknowledgement)
    {
        var (trip, now) = (acknowledgement.RoundTrip, acknowledgement.Now);
        IsExpired = IsKnown && now > _probedAt + BbrParameters.ProbeRoundTripInterval;
        if (trip > 0 && (trip <= _probed || IsExpired))
        {
            _probed = trip;
            _probedAt = now;
        }
        else if (trip > 0 && trip - _probed <= _probed / Tolerance)
        {
            // As good as the shortest: there is no queue, and no need to make sure of that by sending less.
            _probedAt = now;
        }

        if (_probed < Minimum || now > _minimumAt + BbrParameters.MinimumWindow)
        {
            Minimum = _probed;
            _minimumAt = _probedAt;
        }
    }

    /// <summary>It has just been measured, or need not be.</summary>
    public void MarkProbed(long now) => _probedAt = now;
}
