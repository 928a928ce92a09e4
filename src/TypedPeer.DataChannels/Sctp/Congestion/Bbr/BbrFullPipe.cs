namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>Notices that sending faster does not deliver faster any more (draft-ietf-ccwg-bbr, "Exiting Acceleration Based on Bandwidth Plateau").</summary>
internal struct BbrFullPipe
{
    private long _bandwidth;
    private int _rounds;

    /// <summary>Gets whether the path is full, as far as this search has found.</summary>
    public bool IsFullNow { get; private set; }

    /// <summary>Gets or sets whether the path was ever found full.</summary>
    public bool WasReached { get; set; }

    /// <summary>A search begins, with the rate there is.</summary>
    public void Restart(long bandwidth = 0)
    {
        _bandwidth = bandwidth;
        _rounds = 0;
        IsFullNow = false;
    }

    public void Update(in SctpAcknowledgement acknowledgement, long rate, bool isRoundStart)
    {
        if (IsFullNow || !isRoundStart || acknowledgement.Sample.Packet.IsApplicationLimited)
        {
            return;
        }

        if (rate >= _bandwidth + (_bandwidth / 4))
        {
            Restart(rate);
            return;
        }

        IsFullNow = ++_rounds >= BbrParameters.FullRounds;
        WasReached |= IsFullNow;
    }
}
