namespace TypedPeer.DataChannels;

/// <summary>A snapshot of what a connection did so far (the useful part of W3C's <c>getStats</c>).</summary>
public sealed record PeerConnectionStatistics
{
    /// <summary>Gets the datagrams sent, ICE and DTLS handshakes included.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Gets the UDP payload bytes sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Gets the UDP payload bytes received.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Gets how many reads brought them: with receive offload one read may hold many datagrams.</summary>
    public long Reads { get; init; }

    /// <summary>Gets the messages given to data channels.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Gets the messages that came over data channels.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Gets the data channels that exist now.</summary>
    public int DataChannels { get; init; }

    /// <summary>Gets the smoothed round-trip time of the data path; null until data were acknowledged.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>Gets the congestion window in bytes; 0 before the association is up.</summary>
    public long CongestionWindow { get; init; }

    /// <summary>Gets the bytes of all channels that have not left yet.</summary>
    public long BufferedAmount { get; init; }

    /// <summary>Gets the path in use; null while there is none.</summary>
    public CandidatePairInfo? SelectedCandidatePair { get; init; }

    /// <summary>Gets whether one system call sends several datagrams.</summary>
    public bool SegmentationOffload { get; init; }
}
