namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>
/// BBR, version 3 (draft-ietf-ccwg-bbr): measures how fast the path delivers and how long it is, sends at that rate with little more under way than the
/// path holds, and takes losses for a sign of congestion only where they are many.
/// </summary>
internal sealed class SctpBbrCongestionControl : ISctpCongestionControl
{
    private readonly int _mtu;
    private readonly uint _random;
    private BbrModel _model;
    private BbrProbeCycle _cycle;
    private BbrStartupLoss _startupLoss;
    private long _now;
    private SctpDeliveryTotals _totals;
    private long _windowBefore;
    private long _probeEnd;
    private long _drainStart;
    private bool _hasProbedRound;
    private bool _isResuming;
    private bool _isInRecovery;
    private BbrState? _undoState;

    public SctpBbrCongestionControl(int mtu, uint random)
    {
        _mtu = mtu;
        _random = random;
        _model = new BbrModel(mtu);
        _cycle = new BbrProbeCycle(_model, random);
        Begin();
    }

    public long Window => _model.Window;

    public long SlowStartThreshold => long.MaxValue;

    public long PacingRate => _model.PacingRate;

    public bool IsHoldingBack => _model.State == BbrState.ProbeRoundTrip;

    /// <summary>Gets the state, for tests.</summary>
    internal BbrState State => _model.State;

    /// <summary>Gets the estimate of the path, for tests.</summary>
    internal BbrModel Model => _model;

    public void OnResumed(long timeouts, long now)
    {
        _now = now;
        _isResuming = true;
        _model.Aggregation.Restart(now);
        if (_model.IsInProbeCycle)
        {
            SetPacingRate(100);
        }
        else if (_model.State == BbrState.ProbeRoundTrip)
        {
            TryEndProbeRoundTrip();
        }
    }

    public void OnAcknowledged(in SctpAcknowledgement acknowledgement)
    {
        _now = acknowledgement.Now;
        UpdateModel(in acknowledgement);
        UpdateState(in acknowledgement);
        _model.Bounds.Advance(in acknowledgement, _model.SampleRate);
        SetPacingRate(PacingGain());
        SetWindow(in acknowledgement);
    }

    public void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals)
    {
        if (_model.Bounds.NoteLoss(totals.Delivered))
        {
            SaveWindow();
            _undoState = null;
        }

        if (packet.Number == 0)
        {
            return;
        }

        _startupLoss.NoteLoss(packet.Number);
        var lost = totals.Lost - packet.Lost;
        if (!_cycle.IsSample || !BbrBounds.IsTooMuch(lost, packet.InFlight))
        {
            return;
        }

        // Where in what was under way the share of losses passed the threshold.
        var safe = packet.InFlight - bytes
            + Math.Max(0, ((packet.InFlight - bytes) * BbrParameters.LossThreshold) - ((lost - bytes) * 100)) / (100 - BbrParameters.LossThreshold);
        safe = Math.Max(safe, Target() * BbrParameters.Beta / 100);
        if (_cycle.OnTooHigh(safe, packet.IsApplicationLimited, totals, _now))
        {
            _undoState = BbrState.ProbeUp;
        }
    }

    public void OnRecoveryStarted()
    {
        SaveWindow();
        _isInRecovery = true;
        _startupLoss.NoteRecovery(_model.Round.Count);
    }

    public void OnRecoveryEnded()
    {
        _isInRecovery = false;
        _startupLoss.EndRecovery();
        RestoreWindow();
    }

    public void OnRecoverySpurious()
    {
        OnRecoveryEnded();
        _model.Bounds.Undo();
        _model.FullPipe.Restart();
        if (_undoState == BbrState.Startup && _model.State != BbrState.Startup)
        {
            _model.FullPipe.WasReached = false;
            _model.State = _model.State == BbrState.ProbeRoundTrip ? _model.State : BbrState.Startup;
        }
        else if (_undoState == BbrState.ProbeUp && _model.State is not (BbrState.ProbeUp or BbrState.ProbeRoundTrip))
        {
            _cycle.StartRefill(_totals);
        }

        _undoState = null;
    }

    public void OnTimeout()
    {
        SaveWindow();
        _model.Bounds.NoteLoss(_totals.Delivered);
        _isInRecovery = true;
        _model.Window = _mtu;
    }

    public void OnPathChanged()
    {
        _model = new BbrModel(_mtu);
        _cycle = new BbrProbeCycle(_model, _random);
        _startupLoss = default;
        _windowBefore = 0;
        _isInRecovery = false;
        _undoState = null;
        Begin();
    }

    private void Begin()
    {
        // Before the first round trip is known: as if it was a millisecond.
        _model.PacingRate = RateFor(_model.Window, 1_000);
        _model.State = BbrState.Startup;
    }

    private static long RateFor(long window, long roundTrip) =>
        window * BbrParameters.Second / roundTrip * BbrParameters.StartupPacingGain / 100;

    private void UpdateModel(in SctpAcknowledgement acknowledgement)
    {
        _totals = acknowledgement.Totals;
        if (!_model.RoundTrip.IsKnown && acknowledgement.RoundTrip > 0)
        {
            _model.PacingRate = RateFor(_model.Window, acknowledgement.RoundTrip);
            _model.RoundTrip.MarkProbed(_now);
        }

        _model.RoundTrip.Update(in acknowledgement);
        _model.Round.Update(in acknowledgement);
        _model.Queue.Update(acknowledgement.RoundTrip, _model.RoundTrip.Minimum, _now);
        _model.IsWindowLimited = acknowledgement.IsWindowLimited || (_model.IsWindowLimited && !_model.Round.IsStart);
        _model.UpdateBandwidth(in acknowledgement);
        _model.Bounds.Update(in acknowledgement, _model.SampleRate);
        _model.Bounds.Adapt(acknowledgement.Sample, _model.State is (BbrState.ProbeCruise or BbrState.ProbeDown) && _model.Queue.IsStanding(_model.RoundTrip.Minimum), _model.IsProbing, Math.Min(PacingGain(), 100), _model.MaxBandwidth, _model.Window);
        _model.Aggregation.Update(in acknowledgement, _model.Bandwidth, _model.Window, _model.Round.Count, _model.FullPipe.WasReached);
        _model.FullPipe.Update(in acknowledgement, _model.SampleRate, _model.Round.IsStart);
    }

    private void UpdateState(in SctpAcknowledgement acknowledgement)
    {
        if (_model.State == BbrState.Startup)
        {
            CheckStartup(in acknowledgement);
        }

        if (_model.State == BbrState.Drain
            && (acknowledgement.InFlight <= _model.Inflight(_model.MaxBandwidth, 100)
                || _model.Round.Count > _drainStart + BbrParameters.DrainRounds))
        {
            _cycle.StartDown(_totals, _now);
        }

        _cycle.Update(in acknowledgement);
        CheckProbeRoundTrip(in acknowledgement);
    }

    private void CheckStartup(in SctpAcknowledgement acknowledgement)
    {
        if (_model.Round.IsStart && _isInRecovery && _startupLoss.IsTooMuch(in acknowledgement, _model.Round.Count))
        {
            _undoState = BbrState.Startup;
            _model.FullPipe.WasReached = true;
            _model.Bounds.LongTerm = Math.Max(_model.PathProduct(_model.MaxBandwidth, 100), _model.Bounds.LatestInflight);
        }

        if (!_model.FullPipe.WasReached && _model.Queue.HasGrown(_model.RoundTrip.Minimum))
        {
            // The queue may be that of others, and the rate still grow.
            _model.FullPipe.WasReached = true;
            _cycle.IsPromising = !_isInRecovery;
        }

        if (_model.FullPipe.WasReached)
        {
            _model.State = BbrState.Drain;
            _drainStart = _model.Round.Count;
        }
    }

    private void CheckProbeRoundTrip(in SctpAcknowledgement acknowledgement)
    {
        if (_model.State != BbrState.ProbeRoundTrip && _model.RoundTrip.IsExpired && !_isResuming)
        {
            // Where the window is what timers need and not what the path holds, the round trip decides nothing.
            if (_model.PathProduct(_model.Bandwidth, BbrParameters.WindowGain) <= _model.QuantumBudget)
            {
                _model.RoundTrip.MarkProbed(_now);
                return;
            }

            SaveWindow();
            _model.State = BbrState.ProbeRoundTrip;
            _probeEnd = 0;
            _cycle.Stop(_totals);
        }

        if (_model.State == BbrState.ProbeRoundTrip)
        {
            if (_probeEnd == 0 && acknowledgement.InFlight <= ProbeRoundTripWindow())
            {
                _probeEnd = _now + BbrParameters.ProbeRoundTripDuration;
                _hasProbedRound = false;
                _model.StartRound(_totals);
            }
            else if (_probeEnd != 0)
            {
                _hasProbedRound |= _model.Round.IsStart;
                TryEndProbeRoundTrip();
            }
        }

        _isResuming = false;
    }

    private void TryEndProbeRoundTrip()
    {
        if (_probeEnd == 0 || _now <= _probeEnd || !_hasProbedRound)
        {
            return;
        }

        _model.RoundTrip.MarkProbed(_now);
        RestoreWindow();
        _model.Bounds.ResetShortTerm();
        _model.State = BbrState.Startup;
        if (_model.FullPipe.WasReached)
        {
            _cycle.StartDown(_totals, _now);
            _model.State = BbrState.ProbeCruise;
        }
    }

    private long ProbeRoundTripWindow() =>
        Math.Max(_model.PathProduct(_model.Bandwidth, BbrParameters.ProbeRoundTripWindowGain), _model.SmallestWindow);

    /// <summary>What shall be under way, as far as the bounds are known.</summary>
    private long Target() => Math.Min(_model.PathProduct(_model.Bandwidth, 100), _model.Window);

    private int PacingGain() => _model.State switch
    {
        BbrState.Startup => BbrParameters.StartupPacingGain,
        BbrState.Drain => BbrParameters.DrainPacingGain,
        BbrState.ProbeDown => BbrParameters.DownPacingGain,
        BbrState.ProbeUp => BbrParameters.UpPacingGain,
        _ => 100,
    };

    private void SetPacingRate(int gain)
    {
        var rate = _model.Bandwidth * gain / 100 * (100 - BbrParameters.PacingMargin) / 100;
        if (_model.FullPipe.WasReached || rate > _model.PacingRate)
        {
            // However little the path delivers, a packet leaves within a second or two.
            _model.PacingRate = Math.Max(rate, _mtu);
        }
    }

    private void SetWindow(in SctpAcknowledgement acknowledgement)
    {
        var gain = _model.State switch
        {
            BbrState.ProbeUp => BbrParameters.UpWindowGain,
            BbrState.ProbeRoundTrip => BbrParameters.ProbeRoundTripWindowGain,
            _ => BbrParameters.WindowGain,
        };
        var product = _model.PathProduct(_model.Bandwidth, gain) + _model.Aggregation.Extra;
        var most = _model.WithQuanta(_model.State == BbrState.ProbeUp ? Math.Min(product, _model.ProbeProduct) : product);
        var window = _model.Window;
        if (_model.FullPipe.WasReached)
        {
            window = Math.Min(window + acknowledgement.Bytes, most);
        }
        else if (window < most || _totals.Delivered < (long)_mtu * BbrParameters.InitialPackets)
        {
            window += acknowledgement.Bytes;
        }

        window = Math.Max(window, _model.SmallestWindow);
        if (_model.State == BbrState.ProbeRoundTrip)
        {
            window = Math.Min(window, ProbeRoundTripWindow());
        }

        var bound = _model.State switch
        {
            BbrState.ProbeCruise or BbrState.ProbeRoundTrip => _model.Bounds.WithHeadroom,
            >= BbrState.ProbeDown and <= BbrState.ProbeUp => _model.Bounds.LongTerm,
            _ => BbrParameters.Unbounded,
        };
        _model.Window = Math.Min(window, Math.Max(Math.Min(bound, _model.Bounds.ShortTerm), _model.SmallestWindow));
    }

    private void SaveWindow() => _windowBefore = _isInRecovery || _model.State == BbrState.ProbeRoundTrip
        ? Math.Max(_windowBefore, _model.Window)
        : _model.Window;

    private void RestoreWindow() => _model.Window = Math.Max(_model.Window, _windowBefore);
}
