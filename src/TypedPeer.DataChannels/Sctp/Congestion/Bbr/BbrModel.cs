namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>What is known of the path, and what the sender is doing about it: the state that the parts of BBR share.</summary>
internal sealed class BbrModel(int mtu)
{
    private BbrMaxFilter _bandwidth;

    public BbrRound Round;

    public BbrFullPipe FullPipe;

    public BbrRoundTrip RoundTrip = new();

    public BbrQueue Queue;

    public BbrBounds Bounds = new(mtu);

    public BbrAggregation Aggregation;

    public int Mtu => mtu;

    public BbrState State { get; set; }

    /// <summary>Gets or sets how many bytes may be under way.</summary>
    public long Window { get; set; } = (long)mtu * BbrParameters.InitialPackets;

    /// <summary>Gets or sets the pacing rate.</summary>
    public long PacingRate { get; set; }

    /// <summary>Gets the rate of the sample at hand; zero where it is no measure.</summary>
    public long SampleRate { get; private set; }

    /// <summary>Gets or sets whether the window held the sender back in this round.</summary>
    public bool IsWindowLimited { get; set; }

    /// <summary>Gets the most the path was seen to deliver in this cycle of probing and the last.</summary>
    public long MaxBandwidth => _bandwidth.Value;

    /// <summary>Gets what the path is taken to deliver.</summary>
    public long Bandwidth => Math.Min(_bandwidth.Value, Bounds.Bandwidth);

    public bool IsInProbeCycle => State is >= BbrState.ProbeDown and <= BbrState.ProbeUp;

    /// <summary>Gets whether more is being tried, so that losses are to be expected.</summary>
    public bool IsProbing => State is BbrState.Startup or BbrState.ProbeRefill or BbrState.ProbeUp;

    public long SmallestWindow => (long)mtu * BbrParameters.MinimalPackets;

    /// <summary>Gets what must be under way that runs of packets, timers and late acknowledgements never leave the path empty.</summary>
    public long QuantumBudget => Math.Max(PacingRate * SctpPacer.BurstTime / BbrParameters.Second, SmallestWindow);

    /// <summary>Takes in the rate of a sample.</summary>
    public void UpdateBandwidth(in SctpAcknowledgement acknowledgement)
    {
        SampleRate = acknowledgement.Sample.IsKnown && RoundTrip.IsKnown ? acknowledgement.Sample.RateOver(RoundTrip.Minimum) : 0;
        if (SampleRate > 0 && (SampleRate >= MaxBandwidth || !acknowledgement.Sample.Packet.IsApplicationLimited))
        {
            _bandwidth.Add(SampleRate);
        }
    }

    /// <summary>A cycle of probing is over.</summary>
    public void AdvanceBandwidth() => _bandwidth.Advance();

    /// <summary>A round begins now.</summary>
    public void StartRound(in SctpDeliveryTotals totals) => Round.Restart(totals.Delivered);

    /// <summary>Computes what is under way when the path is full, times a gain in percent.</summary>
    public long PathProduct(long bandwidth, int gain) => RoundTrip.IsKnown
        ? (long)Math.Min((double)bandwidth * RoundTrip.Minimum / BbrParameters.Second * gain / 100, long.MaxValue / 4)
        : (long)mtu * BbrParameters.InitialPackets;

    /// <summary>Computes what a probe upwards may have under way: over the round trip there was when it began, since others' queue is not its own.</summary>
    public long ProbeProduct => RoundTrip.IsKnown
        ? (long)Math.Min((double)Bandwidth * Queue.BaseOver(RoundTrip.Minimum) / BbrParameters.Second * BbrParameters.UpInflightGain / 100, long.MaxValue / 4)
        : PathProduct(Bandwidth, BbrParameters.UpInflightGain);

    /// <summary>Computes how much may be under way at this gain, with what runs of packets need.</summary>
    public long Inflight(long bandwidth, int gain) => WithQuanta(PathProduct(bandwidth, gain));

    public long WithQuanta(long inflight) =>
        Math.Max(inflight, QuantumBudget) + (State == BbrState.ProbeUp ? 2L * mtu : 0);
}
