namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>What one SACK told, as far as congestion control is concerned. Times are in microseconds; bytes are those of chunks with their headers.</summary>
internal readonly struct SctpAcknowledgement
{
    public long Now { get; init; }

    /// <summary>Gets how many bytes were newly acknowledged.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets how many of them enlarge a window that grows by what is acknowledged: those sent outside of recovery while the window was what held the sender back.</summary>
    public long GrowthBytes { get; init; }

    /// <summary>Gets how many bytes are under way now.</summary>
    public long InFlight { get; init; }

    /// <summary>Gets the round trip of the newest packet among those acknowledged; zero where it cannot be told from that of a retransmission.</summary>
    public long RoundTrip { get; init; }

    /// <summary>Gets the smoothed round trip; zero before the first measurement.</summary>
    public long SmoothedRoundTrip { get; init; }

    /// <summary>Gets whether the window held the sender back since the last acknowledgement.</summary>
    public bool IsWindowLimited { get; init; }

    public SctpDeliveryTotals Totals { get; init; }

    /// <summary>Gets the sample of the rate of delivery.</summary>
    public SctpRateSample Sample { get; init; }
}
