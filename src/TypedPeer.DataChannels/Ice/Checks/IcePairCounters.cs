namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>What a pair has carried; plain numbers that statistics copy (W3C <c>RTCIceCandidatePairStats</c>).</summary>
internal sealed class IcePairCounters
{
    /// <summary>Binding requests sent, those for consent included.</summary>
    public long RequestsSent { get; set; }

    /// <summary>Of those sent, the ones that renew consent.</summary>
    public long ConsentRequestsSent { get; set; }

    /// <summary>Verified requests that came.</summary>
    public long RequestsReceived { get; set; }

    /// <summary>Answers to them.</summary>
    public long ResponsesSent { get; set; }

    /// <summary>Verified answers that came, refusals included.</summary>
    public long ResponsesReceived { get; set; }

    /// <summary>The last round trip measured, in microseconds; 0 before the first.</summary>
    public long CurrentRoundTripTime { get; private set; }

    /// <summary>The sum of all measured.</summary>
    public long TotalRoundTripTime { get; private set; }

    /// <summary>Datagrams of DTLS sent.</summary>
    public long PacketsSent { get; private set; }

    /// <summary>Their bytes.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes of DTLS that came. How many datagrams brought them the system does not tell.</summary>
    public long BytesReceived { get; private set; }

    public void Sent(int length)
    {
        PacketsSent++;
        BytesSent += length;
    }

    public void Received(int length) => BytesReceived += length;

    public void Measured(long roundTrip)
    {
        CurrentRoundTripTime = Math.Max(1, roundTrip);
        TotalRoundTripTime += roundTrip;
    }
}
