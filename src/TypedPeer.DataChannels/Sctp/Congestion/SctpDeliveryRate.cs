namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>
/// Samples the rate at which the path delivers (draft-cheng-iccrg-delivery-rate-estimation): each packet remembers how much had been
/// delivered when it left; when it is acknowledged, what was delivered since and the time between are a sample. State is kept for packets, not
/// for chunks, of which a packet may hold dozens.
/// </summary>
internal sealed class SctpDeliveryRate
{
    private const int SmallestRing = 8;

    /// <summary>As many as there may be chunks outstanding. A packet pushed out before it is acknowledged gives no sample.</summary>
    private const int LargestRing = 32768;

    private SctpSentPacket[] _packets = new SctpSentPacket[SmallestRing];
    private long _delivered;
    private long _deliveredAt;
    private long _firstSentAt;
    private long _lost;
    private long _limitedUntil;
    private long _newest;

    public SctpDeliveryTotals Totals => new(_delivered, _lost);

    /// <summary>Gets whether less is under way than might be for want of data.</summary>
    public bool IsApplicationLimited => _limitedUntil > 0;

    /// <summary>Gets how many bytes the SACK at hand acknowledged.</summary>
    public long NewlyDelivered { get; private set; }

    /// <summary>There was less to send than the path would have carried: so it is until all that is under way has arrived.</summary>
    public void MarkApplicationLimited(long inFlight) => _limitedUntil = Math.Max(_delivered + inFlight, 1);

    /// <summary>A packet has left.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="oldest">The number of the oldest packet that is still under way.</param>
    /// <param name="before">How many bytes were under way before it.</param>
    /// <param name="inFlight">How many are with it.</param>
    /// <param name="now">The time.</param>
    public void OnSent(long number, long oldest, long before, long inFlight, long now)
    {
        if (before == 0)
        {
            _firstSentAt = now;
            _deliveredAt = now;
        }

        if (number - oldest >= _packets.Length && _packets.Length < LargestRing)
        {
            Grow();
        }

        ref var packet = ref Slot(number);
        packet.Number = number;
        packet.SentAt = now;
        packet.FirstSentAt = _firstSentAt;
        packet.Delivered = _delivered;
        packet.DeliveredAt = _deliveredAt;
        packet.Lost = _lost;
        packet.InFlight = inFlight;
        packet.IsApplicationLimited = IsApplicationLimited;
    }

    /// <summary>A SACK begins.</summary>
    public void Begin()
    {
        _newest = 0;
        NewlyDelivered = 0;
    }

    /// <summary>The SACK acknowledges a chunk that this packet carried last.</summary>
    public void OnDelivered(long packet, long bytes)
    {
        NewlyDelivered += bytes;
        _newest = Math.Max(_newest, packet);
    }

    /// <summary>The SACK is read: makes the sample of its newest packet.</summary>
    public SctpRateSample Finish(long now)
    {
        if (NewlyDelivered == 0)
        {
            return default;
        }

        _delivered += NewlyDelivered;
        _deliveredAt = now;
        if (_limitedUntil > 0 && _delivered > _limitedUntil)
        {
            _limitedUntil = 0;
        }

        ref var packet = ref Slot(_newest);
        if (packet.Number != _newest)
        {
            return default;
        }

        _firstSentAt = packet.SentAt;
        return new SctpRateSample
        {
            IsKnown = true,
            Packet = packet,
            Delivered = _delivered - packet.Delivered,
            Interval = Math.Max(packet.SentAt - packet.FirstSentAt, now - packet.DeliveredAt),
        };
    }

    /// <summary>Completes a sample by what the same SACK let count as lost.</summary>
    public SctpRateSample WithLosses(in SctpRateSample sample) => new()
    {
        IsKnown = sample.IsKnown,
        Packet = sample.Packet,
        Delivered = sample.Delivered,
        Interval = sample.Interval,
        Lost = _lost - sample.Packet.Lost,
    };

    /// <summary>A chunk is lost that this packet carried last; what is still known of the packet.</summary>
    public SctpSentPacket OnLost(long packet, long bytes)
    {
        _lost += bytes;
        ref var found = ref Slot(packet);
        return found.Number == packet ? found : default;
    }

    /// <summary>Gives the memory of a large ring back, when nothing is under way.</summary>
    public void Trim()
    {
        if (_packets.Length > SmallestRing)
        {
            _packets = new SctpSentPacket[SmallestRing];
        }
    }

    private ref SctpSentPacket Slot(long number) => ref _packets[number & (_packets.Length - 1)];

    private void Grow()
    {
        var old = _packets;
        _packets = new SctpSentPacket[old.Length * 2];
        foreach (ref readonly var packet in old.AsSpan())
        {
            Slot(packet.Number) = packet;
        }
    }
}
