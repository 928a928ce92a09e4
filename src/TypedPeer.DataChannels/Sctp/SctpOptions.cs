using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Congestion.Bbr;

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

    /// <summary>
    /// How many outgoing streams we would like: two for each of 1024 data channels, since either side's ids are every second one. All 65535
    /// (RFC 8831 section 6.2) would let a peer make us remember each of them.
    /// </summary>
    public ushort OutgoingStreams { get; init; } = 2048;

    /// <summary>How many incoming streams we grant, for the same reason. One costs nothing until it is used.</summary>
    public ushort IncomingStreams { get; init; } = 2048;

    /// <summary>How many bytes the peer may have under way: 4 MiB fills 300 Mbit/s at 100 ms. No smaller than <see cref="MaxMessageSize"/>: a message is held until it is whole.</summary>
    public int ReceiveWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// How many bytes an association may hold whatever others do: twice the default largest message, so that one is taken in and put
    /// together at the path's speed although the budget of the process is used up.
    /// </summary>
    public long ReceiveFloor { get; init; } = 512 * 1024;

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

    /// <summary>
    /// How long a stream reset may take from its first request on, whatever the peer answers: three of the longest retransmission times.
    /// RFC 6525 lets a peer say "in progress" for ever, and a channel's close waits for it.
    /// </summary>
    public long ResetTimeout { get; init; } = 30_000_000;

    /// <summary>
    /// How long the end may take in all, from our wish or the peer's SHUTDOWN on, whatever still comes (RFC 9260 section 9.2 allows
    /// five times the maximal RTO): a peer that never takes the rest, or never stops sending, is left.
    /// </summary>
    public long ShutdownTimeout { get; init; } = 30_000_000;

    /// <summary>The budget of receive memory this association shares with all others, beyond <see cref="ReceiveFloor"/>.</summary>
    public SctpReceiveBudget ReceiveBudget { get; init; } = SctpReceiveBudget.Process;

    /// <summary>What our session description has said of this association, whose numbers it has then; null where it has said nothing.</summary>
    public string? LocalInit { get; init; }

    /// <summary>What the peer's session description says of it, if ours does too and both can be used: then there is no handshake (draft-hancke-tsvwg-snap).</summary>
    public string? RemoteInit { get; init; }

    /// <summary>
    /// Makes the congestion control; takes the MTU, and a random number. BBR: paths of users lose packets without being full, and what waits behind a
    /// queue that a sender fills is somebody's call.
    /// </summary>
    public Func<int, uint, ISctpCongestionControl> CongestionControl { get; init; } = static (mtu, random) => new SctpBbrCongestionControl(mtu, random);

    /// <summary>The first stream sequence number in both directions. Always zero on the wire; tests move it to where it wraps.</summary>
    internal ushort FirstStreamSequence { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A message may be larger than the window: it could never become whole.</exception>
    internal void Validate() => ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxMessageSize, ReceiveWindow);
}
