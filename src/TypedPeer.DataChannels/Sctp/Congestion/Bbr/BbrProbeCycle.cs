namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>
/// Looks for more bandwidth every few seconds, and gives room in between (draft-ietf-ccwg-bbr, "ProbeBW"): down, cruise, refill, up, and down
/// again.
/// </summary>
internal sealed class BbrProbeCycle(BbrModel model, uint random)
{
    /// <summary>Of which part of the cycle acknowledgements speak, a round trip later.</summary>
    private enum Acknowledging
    {
        Nothing,
        Refilling,
        UpStarting,
        Up,
        UpEnding,
    }

    private Acknowledging _acknowledging;
    private uint _random = random | 1;
    private long _startedAt;
    private long _wait;
    private long _mostRounds;
    private long _firstRound;
    private bool _wasTooHigh;
    private bool _wasCautious;
    private bool _isSample;
    private long _rateBefore;
    private long _rateReached;

    /// <summary>Gets whether what was lost tells how much the path holds.</summary>
    public bool IsSample => _isSample;

    /// <summary>Gets or sets whether what was tried last brought so much that more is tried as soon as the queue is gone, or some rounds later where it is others'.</summary>
    public bool IsPromising { get; set; }

    /// <summary>Too much was under way: says whether that ended a probe.</summary>
    public bool OnTooHigh(long safe, bool isLimited, in SctpDeliveryTotals totals, long now)
    {
        _wasTooHigh = true;
        _isSample = false;
        if (!isLimited)
        {
            model.Bounds.LongTerm = safe;
        }

        if (model.State != BbrState.ProbeUp)
        {
            return false;
        }

        StartDown(totals, now);
        return true;
    }

    /// <summary>Samples speak of what the start tried.</summary>
    public void ExpectSamples(bool expected) => _isSample = expected;

    /// <summary>Nothing is being tried for now, and a round from now nothing will be heard of it any more.</summary>
    public void Stop(in SctpDeliveryTotals totals)
    {
        _acknowledging = Acknowledging.UpEnding;
        model.StartRound(totals);
    }

    public void StartDown(in SctpDeliveryTotals totals, long now)
    {
        if (model.State != BbrState.Drain)
        {
            IsPromising = model.State == BbrState.ProbeUp && !_wasTooHigh && _rateReached * 100 >= _rateBefore * BbrParameters.PromisingGrowth;
        }

        model.Bounds.ResetSignals();
        model.Bounds.StopRaising();
        PickWait();
        _startedAt = now;
        _firstRound = model.Round.Count;
        Stop(totals);
        model.State = BbrState.ProbeDown;
    }

    public void StartRefill(in SctpDeliveryTotals totals)
    {
        model.Bounds.ResetShortTerm();
        model.Bounds.PrepareRaising();
        _wasCautious = false;
        IsPromising = false;
        _acknowledging = Acknowledging.Refilling;
        model.StartRound(totals);
        model.State = BbrState.ProbeRefill;
    }

    /// <summary>Takes the cycle on by what a SACK says.</summary>
    public void Update(in SctpAcknowledgement acknowledgement)
    {
        if (!model.FullPipe.WasReached || AdaptLongTerm(in acknowledgement))
        {
            return;
        }

        switch (model.State)
        {
            case BbrState.ProbeDown:
                if (!TryStartProbing(in acknowledgement) && HasDrained(acknowledgement.InFlight))
                {
                    model.State = BbrState.ProbeCruise;
                }

                break;
            case BbrState.ProbeCruise:
                if (!TryStartProbing(in acknowledgement) && IsOverfull(acknowledgement.InFlight))
                {
                    model.State = BbrState.ProbeDown;
                }

                break;
            case BbrState.ProbeRefill:
                if (model.Round.IsStart)
                {
                    _isSample = true;
                    StartUp(in acknowledgement);
                }

                break;
            case BbrState.ProbeUp:
                _rateReached = Math.Max(_rateReached, model.SampleRate);
                if (HasProbedEnough(in acknowledgement))
                {
                    _wasTooHigh = false;
                    StartDown(acknowledgement.Totals, acknowledgement.Now);
                }

                break;
        }
    }

    private void StartUp(in SctpAcknowledgement acknowledgement)
    {
        _acknowledging = Acknowledging.UpStarting;
        model.StartRound(acknowledgement.Totals);
        model.FullPipe.Restart(model.SampleRate);
        _rateBefore = Math.Max(model.MaxBandwidth, 1);
        _rateReached = 0;

        // Acknowledgements tell of the queue of a round trip ago. With no more under way than the path holds, it was the sender's own, and is gone.
        model.Queue.MarkBase(model.RoundTrip.Minimum, isOwn: !IsOverfull(acknowledgement.InFlight));
        model.State = BbrState.ProbeUp;
        model.Bounds.RaiseSlope(model.Window);
    }

    /// <summary>Follows of which part of the cycle acknowledgements speak, and moves the bound on what is under way up where no harm came of it; says whether that decided what comes next.</summary>
    private bool AdaptLongTerm(in SctpAcknowledgement acknowledgement)
    {
        if (_acknowledging == Acknowledging.UpStarting && model.Round.IsStart)
        {
            _acknowledging = Acknowledging.Up;
        }

        if (_acknowledging == Acknowledging.UpEnding && model.Round.IsStart)
        {
            _isSample = false;
            _acknowledging = Acknowledging.Nothing;
            if (model.IsInProbeCycle && !acknowledgement.Sample.Packet.IsApplicationLimited)
            {
                model.AdvanceBandwidth();
            }

            if (model.IsInProbeCycle && _wasCautious && !_wasTooHigh)
            {
                StartRefill(acknowledgement.Totals);
                return true;
            }
        }

        var sample = acknowledgement.Sample;
        if (model.Bounds.LongTerm == BbrParameters.Unbounded || BbrBounds.IsTooMuch(sample.Lost, sample.Packet.InFlight))
        {
            return false;
        }

        model.Bounds.LongTerm = Math.Max(model.Bounds.LongTerm, sample.Packet.InFlight);
        if (model.State == BbrState.ProbeUp)
        {
            model.Bounds.Raise(in acknowledgement, model.IsWindowLimited, model.Window, model.Round.IsStart);
        }

        return false;
    }

    private bool TryStartProbing(in SctpAcknowledgement acknowledgement)
    {
        var rounds = Math.Min(model.PathProduct(model.Bandwidth, 100) / model.Mtu, _mostRounds);
        var passed = model.Round.Count - _firstRound;
        var isSoon = IsPromising && (passed > BbrParameters.DrainRounds || HasDrained(acknowledgement.InFlight));
        if (!isSoon && acknowledgement.Now <= _startedAt + _wait && passed < rounds)
        {
            return false;
        }

        StartRefill(acknowledgement.Totals);
        return true;
    }

    private bool HasDrained(long inFlight) =>
        inFlight <= model.Bounds.WithHeadroom && inFlight <= model.Inflight(model.MaxBandwidth, 100);

    /// <summary>Whether more is under way than the path holds, beyond what timers make of it.</summary>
    private bool IsOverfull(long inFlight) => inFlight > model.Inflight(model.MaxBandwidth, 100) + model.QuantumBudget;

    private bool HasProbedEnough(in SctpAcknowledgement acknowledgement)
    {
        if (_wasTooHigh && acknowledgement.InFlight >= model.Bounds.LongTerm)
        {
            _wasCautious = true;
            return true;
        }

        if (model.IsWindowLimited && model.Window >= model.Bounds.LongTerm && !model.Queue.HasGrown(model.RoundTrip.Minimum))
        {
            model.FullPipe.Restart(model.SampleRate);
            return false;
        }

        return model.FullPipe.IsFullNow || model.Queue.HasGrown(model.RoundTrip.Minimum);
    }

    private void PickWait()
    {
        // A generator as simple as it gets (Marsaglia's xorshift): flows shall only not be in step.
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        _firstRound = model.Round.Count;
        _wait = BbrParameters.ProbeWait + (_random % BbrParameters.ProbeWaitSpread);
        _mostRounds = BbrParameters.MostRoundsBetweenProbes + (_random % BbrParameters.MostRoundsSpread);
    }
}
