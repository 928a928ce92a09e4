namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>
/// What losses say about the path (draft-ietf-ccwg-bbr, "Data Volume Network Path Model Parameters"): how much it holds before it loses too much,
/// known from probing, and what it delivered lately, while others use it too.
/// </summary>
internal struct BbrBounds(int mtu)
{
    private bool _isLossInRound;
    private long _roundEnd;
    private long _latestBandwidth;
    private long _latestInflight;
    private long _upRounds;
    private long _upAcked;
    private long _upAckedPerPacket = BbrParameters.Unbounded;
    private long _undoBandwidth;
    private long _undoShortTerm;
    private long _undoLongTerm;

    /// <summary>Gets or sets "inflight_longterm": what may be under way without too much loss.</summary>
    public long LongTerm { get; set; } = BbrParameters.Unbounded;

    /// <summary>Gets "inflight_shortterm".</summary>
    public long ShortTerm { get; private set; } = BbrParameters.Unbounded;

    /// <summary>Gets "bw_shortterm".</summary>
    public long Bandwidth { get; private set; } = BbrParameters.Unbounded;

    /// <summary>Gets the most that was delivered in the last round.</summary>
    public readonly long LatestInflight => _latestInflight;

    /// <summary>Gets the long-term bound with room left for others.</summary>
    public readonly long WithHeadroom => LongTerm == BbrParameters.Unbounded
        ? BbrParameters.Unbounded
        : Math.Max(LongTerm - Math.Max(mtu, LongTerm * BbrParameters.Headroom / 100), (long)mtu * BbrParameters.MinimalPackets);

    /// <summary>Gets whether a round ends by which losses are judged.</summary>
    public bool IsRoundStart { get; private set; }

    /// <summary>Whether so much was lost of what was under way that it was too much.</summary>
    public static bool IsTooMuch(long lost, long inFlight) => lost * 100 > inFlight * BbrParameters.LossThreshold;

    /// <summary>Something is lost; says whether it is the first in its round.</summary>
    public bool NoteLoss(long delivered)
    {
        if (_isLossInRound)
        {
            return false;
        }

        _isLossInRound = true;
        _roundEnd = delivered;
        _undoBandwidth = Bandwidth;
        _undoShortTerm = ShortTerm;
        _undoLongTerm = LongTerm;
        return true;
    }

    /// <summary>Takes in what a SACK says about the delivery of late.</summary>
    public void Update(in SctpAcknowledgement acknowledgement, long rate)
    {
        var sample = acknowledgement.Sample;
        IsRoundStart = sample.IsKnown && sample.Packet.Delivered >= _roundEnd;
        _latestBandwidth = Math.Max(_latestBandwidth, rate);
        _latestInflight = Math.Max(_latestInflight, sample.Delivered);
        if (IsRoundStart)
        {
            _roundEnd = acknowledgement.Totals.Delivered;
        }
    }

    /// <summary>At the end of a round with losses: slows down to what was delivered, while nothing more is being tried.</summary>
    /// <remarks>
    /// What was delivered is less where less was sent on purpose: without the gain the draining of a queue would pass for congestion. Nor do the few
    /// packets that any radio loses: without some slack every round would be slower by those and by <see cref="BbrParameters.PacingMargin"/>.
    /// </remarks>
    public void Adapt(in SctpRateSample sample, bool isQueueStanding, bool isProbing, int gain, long maxBandwidth, long window)
    {
        if (!IsRoundStart)
        {
            return;
        }

        if ((_isLossInRound || isQueueStanding) && !isProbing)
        {
            var bandwidth = Math.Min(Bandwidth, maxBandwidth);
            var inflight = ShortTerm == BbrParameters.Unbounded ? window : ShortTerm;
            var part = isQueueStanding || IsTooMuch(sample.Lost, sample.Packet.InFlight) ? 100 : 100 + BbrParameters.LossThreshold + BbrParameters.PacingMargin;
            Bandwidth = Math.Max(_latestBandwidth * part / gain, bandwidth * BbrParameters.Beta / 100);
            ShortTerm = Math.Max(_latestInflight * part / gain, inflight * BbrParameters.Beta / 100);
        }

        _isLossInRound = false;
    }

    /// <summary>The SACK is dealt with: a new round begins with what it said.</summary>
    public void Advance(in SctpAcknowledgement acknowledgement, long rate)
    {
        if (IsRoundStart)
        {
            _latestBandwidth = rate;
            _latestInflight = acknowledgement.Sample.Delivered;
        }
    }

    public void ResetSignals()
    {
        _isLossInRound = false;
        _latestBandwidth = 0;
        _latestInflight = 0;
    }

    public void ResetShortTerm()
    {
        Bandwidth = BbrParameters.Unbounded;
        ShortTerm = BbrParameters.Unbounded;
    }

    /// <summary>Probing is over: the bound grows no more.</summary>
    public void StopRaising() => _upAckedPerPacket = BbrParameters.Unbounded;

    /// <summary>Probing will begin.</summary>
    public void PrepareRaising()
    {
        _upRounds = BbrParameters.FirstRaise;
        _upAcked = 0;
    }

    /// <summary>The bound shall grow by twice as many packets in the next round.</summary>
    public void RaiseSlope(long window)
    {
        _upAckedPerPacket = Math.Max(window >> (int)_upRounds, mtu);
        _upRounds = Math.Min(_upRounds + 1, 30);
    }

    /// <summary>While probing at the bound went well: moves it.</summary>
    public void Raise(in SctpAcknowledgement acknowledgement, bool isWindowLimited, long window, bool isRoundStart)
    {
        if (!isWindowLimited || window < LongTerm)
        {
            return;
        }

        _upAcked += acknowledgement.Bytes;
        if (_upAcked >= _upAckedPerPacket)
        {
            var packets = _upAcked / _upAckedPerPacket;
            _upAcked -= packets * _upAckedPerPacket;
            LongTerm += packets * mtu;
        }

        if (isRoundStart)
        {
            RaiseSlope(window);
        }
    }

    /// <summary>The losses since the first of this episode were none.</summary>
    public void Undo()
    {
        _isLossInRound = false;
        Bandwidth = Math.Max(Bandwidth, _undoBandwidth);
        ShortTerm = Math.Max(ShortTerm, _undoShortTerm);
        LongTerm = Math.Max(LongTerm, _undoLongTerm);
    }
}
