using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>A local and a remote candidate, and what went between them so far (W3C <c>RTCIceCandidatePairStats</c>).</summary>
public sealed record CandidatePairStatistics
{
    /// <summary>Gets the local address.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>Gets the kind of the local candidate: host, srflx, prflx or relay.</summary>
    public required string LocalType { get; init; }

    /// <summary>Gets the peer's address as seen from here.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>Gets the kind of the remote candidate.</summary>
    public required string RemoteType { get; init; }

    /// <inheritdoc cref="CandidatePairInfo.Protocol"/>
    public string Protocol { get; init; } = "udp";

    /// <summary>Gets what is known of it.</summary>
    public CandidatePairState State { get; init; }

    /// <summary>Gets whether it was nominated.</summary>
    public bool Nominated { get; init; }

    /// <summary>Gets whether data travels on it.</summary>
    public bool Selected { get; init; }

    /// <summary>Gets the priority (RFC 8445, section 6.1.2.3).</summary>
    public ulong Priority { get; init; }

    /// <summary>Gets the STUN requests sent, checks for consent included.</summary>
    public long RequestsSent { get; init; }

    /// <summary>Gets the checks for consent sent (RFC 7675).</summary>
    public long ConsentRequestsSent { get; init; }

    /// <summary>Gets the genuine STUN requests that came.</summary>
    public long RequestsReceived { get; init; }

    /// <summary>Gets the answers to them.</summary>
    public long ResponsesSent { get; init; }

    /// <summary>Gets the genuine answers that came.</summary>
    public long ResponsesReceived { get; init; }

    /// <summary>Gets the round-trip time of the check answered last; null before the first.</summary>
    public TimeSpan? CurrentRoundTripTime { get; init; }

    /// <summary>Gets the sum of the round-trip times of all checks that were answered at the first try.</summary>
    public TimeSpan TotalRoundTripTime { get; init; }

    /// <summary>Gets the datagrams sent, STUN excepted. How many came is not known: the system may join them.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Gets the UDP payload bytes in them.</summary>
    public long BytesSent { get; init; }

    /// <summary>Gets the UDP payload bytes that came, STUN excepted.</summary>
    public long BytesReceived { get; init; }
}
