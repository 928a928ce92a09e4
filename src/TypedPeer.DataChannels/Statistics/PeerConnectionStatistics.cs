using TypedPeer.Channels;

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

    /// <summary>Gets the data channels that exist now, closing ones included.</summary>
    public IReadOnlyList<DataChannelStatistics> DataChannels { get; init; } = [];

    /// <summary>Gets the candidate pairs under consideration, best first.</summary>
    public IReadOnlyList<CandidatePairStatistics> CandidatePairs { get; init; } = [];

    /// <summary>Gets the smoothed round-trip time of the data path; null until data were acknowledged.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>Gets the congestion window in bytes; 0 before the association is up.</summary>
    public long CongestionWindow { get; init; }

    /// <summary>Gets the bytes of all channels that have not left yet.</summary>
    public long BufferedAmount { get; init; }

    /// <summary>Gets the path in use; null while there is none.</summary>
    public CandidatePairInfo? SelectedCandidatePair { get; init; }

    /// <summary>Gets how often another path was chosen, the first included.</summary>
    public int SelectedCandidatePairChanges { get; init; }

    /// <summary>Gets the role in ICE: controlling or controlled.</summary>
    public string IceRole { get; init; } = string.Empty;

    /// <summary>Gets the role in DTLS: client or server; null until the descriptions have decided it.</summary>
    public string? DtlsRole { get; init; }

    /// <summary>Gets the version of DTLS in hexadecimal, as W3C spells it (FEFD for 1.2); null before the connection is secured.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>Gets the cipher suite by its IANA name, such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; null before the connection is secured.</summary>
    public string? DtlsCipher { get; init; }

    /// <summary>Gets the fingerprint of this side's certificate.</summary>
    public PeerIdentity? LocalIdentity { get; init; }

    /// <summary>Gets the fingerprint of the certificate the peer proved to own; null before the connection is secured.</summary>
    public PeerIdentity? RemoteIdentity { get; init; }

    /// <summary>Gets whether one system call sends several datagrams.</summary>
    public bool SegmentationOffload { get; init; }
}
