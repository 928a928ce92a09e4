namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>Counts round trips by packets: one ends with the first acknowledgement of what was sent after it began.</summary>
internal struct BbrRound
{
    private long _end;

    /// <summary>Gets how many have begun.</summary>
    public long Count { get; private set; }

    /// <summary>Gets whether one begins with the acknowledgement at hand.</summary>
    public bool IsStart { get; private set; }

    /// <summary>Begins one now.</summary>
    public void Restart(long delivered) => _end = delivered;

    public void Update(in SctpAcknowledgement acknowledgement)
    {
        IsStart = acknowledgement.Sample.IsKnown && acknowledgement.Sample.Packet.Delivered >= _end;
        if (IsStart)
        {
            _end = acknowledgement.Totals.Delivered;
            Count++;
        }
    }
}
