using TypedPeer.DataChannels.Sctp.Sending;

namespace TypedPeer.DataChannels.Sctp;

/// <summary>Everything about an association that can be chosen, with the reason for each default. Times are in microseconds.</summary>
internal sealed record SctpOptions
{
    /// <summary>Room for everything that cannot be cut: INIT ACK, ABORT with its reason.</summary>
    public const int SmallestMtu = 296;

    /// <summary>The largest SCTP packet, common header included. What carries it (DTLS, UDP, IP) is the caller's to subtract: 1200 passes everywhere a WebRTC peer runs once 1280 bytes of IPv6 do.</summary>
    public int Mtu
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestMtu);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue);
            field = value;
        }
    } = 1200;

    /// <summary>The port both sides use where SDP says nothing else (RFC 8841).</summary>
    public ushort LocalPort { get; init; } = 5000;

    /// <summary>The peer's port, <c>a=sctp-port</c>.</summary>
    public ushort RemotePort { get; init; } = 5000;

    /// <summary>How many outgoing streams we would like. RFC 8831 section 6.2 asks for all of them: data channel ids go up to 65534.</summary>
    public ushort OutgoingStreams { get; init; } = 65535;

    /// <summary>How many incoming streams we grant; costs nothing until one is used.</summary>
    public ushort IncomingStreams { get; init; } = 65535;

    /// <summary>How many bytes the peer may have under way: 4 MiB fills 300 Mbit/s at 100 ms.</summary>
    public int ReceiveWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest message accepted (our <c>a=max-message-size</c>). A larger one ends the association: it was promised not to come.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>The retransmission time before the first measurement. ICE and DTLS have just crossed this path within it, so RFC 9260's full second only delays.</summary>
    public long InitialRto { get; init; } = 500_000;

    /// <summary>The shortest retransmission time: twice the 200 ms other stacks may hold back a SACK.</summary>
    public long MinRto { get; init; } = 400_000;

    /// <summary>The longest retransmission time: after an outage a user waits this long at most.</summary>
    public long MaxRto { get; init; } = 10_000_000;

    /// <summary>How long one received packet waits for a second before it is acknowledged. Short enough not to disturb the peer's timers, long enough for an answer to carry it.</summary>
    public long AcknowledgementDelay { get; init; } = 20_000;

    /// <summary>What a peer may delay its acknowledgement by (RFC 9260 section 6.2); counted in when a lone packet is probed for.</summary>
    public long PeerAcknowledgementDelay { get; init; } = 200_000;

    /// <summary>How long a state cookie is taken for (RFC 9260 section 16).</summary>
    public long CookieLifetime { get; init; } = 60_000_000;

    /// <summary>How long the path may be silent before it is asked for a sign of life. ICE consent (RFC 7675) watches the path more closely.</summary>
    public long HeartbeatInterval { get; init; } = 30_000_000;

    /// <summary>How often INIT or COOKIE ECHO is repeated (RFC 9260 section 16).</summary>
    public int MaxInitRetransmits { get; init; } = 8;

    /// <summary>How many timeouts in a row end the association (RFC 9260 section 16).</summary>
    public int MaxRetransmits { get; init; } = 10;

    /// <summary>How long the whole SHUTDOWN sequence may take (RFC 9260 section 9.2 allows five times the maximal RTO).</summary>
    public long ShutdownTimeout { get; init; } = 30_000_000;

    /// <summary>The budget of receive memory this association shares with all others.</summary>
    public SctpReceiveBudget ReceiveBudget { get; init; } = SctpReceiveBudget.Process;

    /// <summary>Makes the congestion control; takes the MTU.</summary>
    public Func<int, ISctpCongestionControl> CongestionControl { get; init; } = static mtu => new SctpAimdCongestionControl(mtu);

    /// <summary>The first stream sequence number in both directions. Always zero on the wire; tests move it to where it wraps.</summary>
    internal ushort FirstStreamSequence { get; init; }
}
