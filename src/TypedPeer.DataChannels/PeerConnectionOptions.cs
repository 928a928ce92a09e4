using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>Every limit and default of a <see cref="PeerConnection"/>, each with its reason.</summary>
public sealed record PeerConnectionOptions
{
    /// <summary>
    /// Gets who this side is; null makes a certificate for this connection alone, so that peers cannot tell that two connections are of the same
    /// peer. Stays the caller's, who may give it to many connections at once and dispose of it at any time.
    /// </summary>
    public PeerCertificate? Certificate { get; init; }

    /// <summary>
    /// Gets the only certificate fingerprint the peer may have, as SDP spells it (<c>sha-256 AB:CD:...</c>); null for whatever its
    /// session description says. Without it the signalling path is trusted: whoever can change descriptions can take the peer's place.
    /// </summary>
    public string? ExpectedFingerprint { get; init; }

    /// <summary>
    /// Gets the largest message this side takes, in bytes; announced to the peer and enforced. 256 KiB, what Chromium announces.
    /// </summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>
    /// Gets how many data channels may exist at once, the peer's included. 1024: hundreds must work, and each channel of a hostile
    /// peer costs memory. Those that the peer closed before the application accepted them are counted at 2 KiB each, together with the
    /// labels and protocols of all of its channels, against 2 KiB for each that is allowed and 1 MiB; the peer's further channels are refused.
    /// </summary>
    public int MaxDataChannels { get; init; } = 1024;

    /// <summary>
    /// Gets how many bytes of messages may wait on this side, unread by the application included, before the peer has to stop. A message
    /// counts with the whole buffer it is in, which may be twice as long, and 192 bytes. 4 MiB: a 300 Mbit/s path of 100 ms needs as much.
    /// </summary>
    public int ReceiveWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Gets how many bytes of messages may wait on this side until the peer has taken them, of all channels together and each counted with
    /// 192 bytes more; a <c>Send</c> beyond that fails with <see cref="InvalidOperationException"/>. 64 MiB, more than anybody needs who looks
    /// at <see cref="DataChannel.BufferedAmount"/>: a peer that asks and never reads must not fill the memory of a program that answers.
    /// Browsers stop at 16 MiB for a channel. One message may be larger, alone.
    /// </summary>
    public long MaxBufferedAmount { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Gets the longest UDP payload that is sent. 1200 bytes pass every path that carries IPv6, tunnels included, so nothing ever
    /// has to find out about a smaller one.
    /// </summary>
    public int MaxDatagramSize { get; init; } = 1200;

    /// <summary>
    /// Gets whether loopback addresses become candidates even when there are others. Default: false, as they only help peers on the
    /// same machine, which reach each other over the other addresses too.
    /// </summary>
    public bool IncludeLoopback { get; init; }

    /// <summary>
    /// Gets which local addresses may become candidates; null for all. Asked for every address that is up, link-local ones excepted, which
    /// never become candidates. When it throws, the address is left out and <see cref="HandlerException"/> is called.
    /// </summary>
    public Func<IPAddress, bool>? LocalAddressFilter { get; init; }

    /// <summary>
    /// Gets which remote addresses may be sent checks; null for all. Candidates come from the peer, so without a filter it can make
    /// this side send small packets to addresses of its choice. Called while the connection waits: it is to be quick and to block on
    /// nothing. When it throws, the address is refused and <see cref="HandlerException"/> is called.
    /// </summary>
    public Func<IPEndPoint, bool>? RemoteAddressFilter { get; init; }

    /// <summary>
    /// Gets whether names in the peer's candidates are looked for on the local network (multicast DNS): browsers write <c>UUID.local</c> in place
    /// of their local addresses. Default: false, since it lets the peer make this side send to everybody nearby, and is rarely needed: a
    /// browser that knows an address of this side is found by the checks it sends. It helps where only this side can send first. At most 16
    /// names of a connection are looked for, 16 of all connections in a second, each for 3 s; what is found goes through
    /// <see cref="RemoteAddressFilter"/>, and what is not found is not told. No other names are ever looked for, whatever this says.
    /// </summary>
    public bool ResolveMdnsCandidates { get; init; }

    /// <summary>
    /// Gets the servers that are asked for more paths; none by default, which is enough in one network. STUN servers are asked how they see this
    /// side (server-reflexive candidates), which peers behind different translators (NAT) need. TURN servers are asked for an address of theirs
    /// (relayed candidates), by which data travels where nothing else works. Names are looked up in the background once gathering begins, for
    /// 5 s at most each; up to four STUN addresses and four TURN URLs are asked. <see cref="PeerConnection.GatheringCompleted"/> waits for the
    /// answers, at most 8 s. With a TURN server among them the packets of a connection are 4 bytes smaller, which a relay needs.
    /// </summary>
    public IReadOnlyList<IceServer> IceServers { get; init; } = [];

    /// <summary>
    /// Gets what is asked for the servers before each search for candidates, in place of <see cref="IceServers"/>: whoever runs a TURN server gives
    /// out credentials that expire. Null for none. It has 10 s; when it fails or takes longer, <see cref="PeerConnection.IceCandidateError"/> tells, and
    /// <see cref="IceServers"/> are asked. Called on the thread pool, once at a time for each search.
    /// </summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<IceServer>>>? IceServerProvider { get; init; }

    /// <summary>
    /// Gets which paths may be used. <see cref="IceTransportPolicy.Relay"/> opens no port on any local address but for the TURN servers, asks no
    /// STUN server, and names no address of this side's in any description.
    /// </summary>
    public IceTransportPolicy IceTransportPolicy { get; init; }

    /// <summary>
    /// Gets whether there are TCP candidates besides those of UDP, for a network whose firewall lets nothing else through (RFC 6544). They are used
    /// while nothing over UDP works, and left when something does; a relay comes after them. Default: <see cref="TcpCandidates.Active"/>, as browsers
    /// do, which costs nothing until the peer names a port to connect to. <see cref="TcpCandidates.Passive"/> is for the side that others can
    /// connect to: it opens a TCP port on each local address, about which firewalls of the system may ask their user. One of two peers has
    /// to have it.
    /// </summary>
    public TcpCandidates TcpCandidates { get; init; } = TcpCandidates.Active;

    /// <summary>
    /// Gets how many local addresses become candidates at most, 1 to 32. 8: each costs a socket, and pairs multiply. Those of interfaces
    /// with a gateway come first, IPv4 and IPv6 by turns.
    /// </summary>
    public int MaxLocalAddresses { get; init; } = 8;

    /// <summary>Gets the local UDP port, and TCP port where there is one; 0 for any. A fixed one suits firewalls and allows one connection at a time.</summary>
    public int LocalPort { get; init; }

    /// <summary>
    /// Gets the size asked for each socket buffer, in bytes. 4 MiB: a burst that fills the congestion window must fit while the
    /// reader is elsewhere. Linux caps it at net.core.rmem_max and wmem_max (212992 by default); raising those helps throughput.
    /// </summary>
    public int SocketBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets whether segmentation and receive offload are used where the system has them (Linux). Default: true.</summary>
    public bool UseOffload { get; init; } = true;

    /// <summary>
    /// Gets how long a close waits for queued messages to be acknowledged, and a data channel's for the peer to close its side; at most
    /// 49 days. 5 s: some retransmissions on a slow path; the peer is told either way.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets how long an attempt to connect may take, by an address or a signaling channel, where there is a session its hello included; at most 1 day.
    /// <see cref="PeerConnectException.Failure"/> says how far it came. 15 s: a few round trips, each repeated several times, and no longer than people wait.
    /// Whoever exchanges descriptions alone sets limits alone.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets how long the channels of a failed path wait for <see cref="PeerConnection.RestartIce"/> to find another one. Zero: a path
    /// fails only after 30 s without an answer, and whoever uses the channels should hear of it then. Longer where signalling restarts ICE.
    /// </summary>
    public TimeSpan IceRestartTimeout { get; init; }

    /// <summary>
    /// Gets what is called when an event handler, a filter of these options or work queued on a channel throws; the connection goes on. When
    /// null, or when it throws itself, the exception is written to <see cref="System.Diagnostics.Trace"/>: a handler may fail over what the
    /// peer sends, and that must not end the process. Called on the thread that raises events.
    /// </summary>
    public Action<Exception>? HandlerException { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageSize, 1200);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDataChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveWindow, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveWindow, MaxMessageSize, nameof(ReceiveWindow));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBufferedAmount, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDatagramSize, 548);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDatagramSize, 16 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLocalAddresses, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLocalAddresses, 32);
        ArgumentOutOfRangeException.ThrowIfNegative(LocalPort);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LocalPort, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThan(SocketBufferSize, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(CloseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CloseTimeout, TimeSpan.FromDays(49));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectTimeout, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(IceRestartTimeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(IceServers);
        if (IceTransportPolicy is not (IceTransportPolicy.All or IceTransportPolicy.Relay))
        {
            throw new ArgumentOutOfRangeException(nameof(IceTransportPolicy), IceTransportPolicy, "There is no such policy.");
        }

        if ((TcpCandidates & ~TcpCandidates.All) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(TcpCandidates), TcpCandidates, "There are no such candidates.");
        }

        if (Certificate is { NotAfter: var notAfter } && notAfter <= TimeProvider.GetUtcNow())
        {
            throw new ArgumentException($"The certificate expired at {notAfter:u}.", nameof(Certificate));
        }
    }
}
