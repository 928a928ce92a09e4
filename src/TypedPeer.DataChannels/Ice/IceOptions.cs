using System.Net;

namespace TypedPeer.DataChannels.Ice;

/// <summary>Every number the agent lives by, each with its reason. Durations are microseconds.</summary>
internal sealed record IceOptions
{
    /// <summary>Ta, the time between new checks. RFC 8445 allows down to 5 ms and recommends 50; at 20 a hundred pairs are tried in 2 s with 5 kB/s.</summary>
    public long CheckInterval { get; init; } = 20_000;

    /// <summary>New checks that may leave at once after a pause: five packets of 120 bytes harm nobody, and with few interfaces the right pair is among them.</summary>
    public int CheckBurst { get; init; } = 5;

    /// <summary>First retransmission of a check. Shorter than RFC 8489's 500 ms, since one packet of 120 bytes more costs less than a late open.</summary>
    public long InitialRetransmissionTimeout { get; init; } = 100_000;

    /// <summary>The timeout doubles up to this.</summary>
    public long MaximumRetransmissionTimeout { get; init; } = 1_600_000;

    /// <summary>Rc: requests of one transaction. With the timeouts above a pair counts as failed after 6.3 s.</summary>
    public int MaximumTransmissions { get; init; } = 7;

    /// <summary>A failed pair is tried again after this, then after twice this, and so on: the other peer may have got our description late.</summary>
    public long RecheckInterval { get; init; } = 2_500_000;

    /// <summary>The longest pause between such tries.</summary>
    public long MaximumRecheckInterval { get; init; } = 20_000_000;

    /// <summary>Requests to an address that never answered, in all. Whoever sends us candidates must not make us knock at strangers' doors for ever.</summary>
    public int MaximumUnansweredRequests { get; init; } = 25;

    /// <summary>Remote candidates kept, learned ones included. Browsers with many interfaces send about twenty.</summary>
    public int MaximumRemoteCandidates { get; init; } = 64;

    /// <summary>Of these, how many signalling may take up, so that a flood of them leaves room for addresses that prove themselves by checks.</summary>
    public int MaximumSignaledCandidates { get; init; } = 48;

    /// <summary>
    /// How many signalled candidates of one session are ever kept: in a full list those of high priority take the place of lower ones,
    /// and whoever sends us better ones all the time must not make us check ever more addresses.
    /// </summary>
    public int MaximumSignaledTaken { get; init; } = 256;

    /// <summary>
    /// Names in place of addresses (<c>.local</c>) that are looked for in one session, and at the same time. A browser makes one for each of its
    /// local addresses; every one more makes this host ask its whole network.
    /// </summary>
    public int MaximumNames { get; init; } = 16;

    /// <summary>Candidates of one name that wait for its address. Browsers have one, which may be told of again.</summary>
    public int MaximumCandidatesOfName { get; init; } = 4;

    /// <summary>How often a new learned candidate may take the place of an old one when there is no room.</summary>
    public long ReplacementInterval { get; init; } = 3_000_000;

    /// <summary>Pairs in the check list (RFC 8445, section 6.1.2.5 says 100). More than <see cref="MaximumRemoteCandidates"/>, so that each has one.</summary>
    public int MaximumPairs { get; init; } = 100;

    /// <summary>Local paths at a time: 32 addresses of a machine, each with a UDP port, a TCP port and a place to connect from, and those that relays give (at most eight relays), two each.</summary>
    public int MaximumLocalPaths { get; init; } = 112;

    /// <summary>Whether TCP candidates of the peer's are kept: those that can be connected to, where this side has or will have paths that connect.</summary>
    public bool UsesTcp { get; init; } = true;

    /// <summary>STUN servers asked; two find out as much as ten.</summary>
    public int MaximumStunServers { get; init; } = 4;

    /// <summary>First retransmission to a STUN server. Half of what RFC 8489 says: people wait for it.</summary>
    public long InitialGatheringTimeout { get; init; } = 250_000;

    /// <summary>Requests to a STUN server before gathering goes on without it, after 7.75 s with the timeout above.</summary>
    public int MaximumGatheringTransmissions { get; init; } = 5;

    /// <summary>Addresses remembered from checks that came before the remote credentials.</summary>
    public int MaximumEarlyChecks { get; init; } = 16;

    /// <summary>Attributes of a message; checks have six. Looking for one of hundreds would cost this side more than they cost their sender.</summary>
    public int MaximumAttributes { get; init; } = 32;

    /// <summary>How often a role conflict answer may change our role: two honest agents need one, a dishonest one would play for ever.</summary>
    public int MaximumYields { get; init; } = 8;

    /// <summary>Answers waiting to be written; when the owner does not send, requests beyond this go unanswered.</summary>
    public int MaximumQueuedResponses { get; init; } = 64;

    /// <summary>Addresses DTLS is taken from.</summary>
    public int MaximumValidatedAddresses { get; init; } = 64;

    /// <summary>
    /// How long the controlling agent lets better pairs catch up before it nominates a pair that is not host to host.
    /// Data flows on the first working pair meanwhile, so this delays nothing.
    /// </summary>
    public long NominationGrace { get; init; } = 100_000;

    /// <summary>How long after the first nomination the controlled agent prefers priority over recency: RFC 5245 agents nominate several pairs at once.</summary>
    public long NominationSettling { get; init; } = 3_000_000;

    /// <summary>No failure is declared earlier (RFC 8863, the PAC timer): the other peer may still open its NAT for us.</summary>
    public long FailureTimeout { get; init; } = 39_500_000;

    /// <summary>
    /// How long a peer is waited for that says it has no address at all: far longer than its first check takes, should it have one it does
    /// not name, and no longer than people wait. Whoever names any address, be it of no use here, is waited for as RFC 8863 asks.
    /// </summary>
    public long NoCandidateTimeout { get; init; } = 5_000_000;

    /// <summary>Consent checks, spread over 0.8 to 1.2 of this (RFC 7675, section 5.1).</summary>
    public long ConsentInterval { get; init; } = 5_000_000;

    /// <summary>Without an answer for this long nothing more may be sent (RFC 7675, section 5.1).</summary>
    public long ConsentTimeout { get; init; } = 30_000_000;

    /// <summary>How long a consent check may take before the pair is doubted and checked with retransmissions.</summary>
    public long ConsentAnswerTime { get; init; } = 1_000_000;

    /// <summary>How long doubt lasts before the state becomes disconnected: five retransmissions have gone unanswered by then.</summary>
    public long DoubtTime { get; init; } = 2_000_000;

    /// <summary>Other working pairs are kept open this often (RFC 8445, section 11), to have somewhere to go.</summary>
    public long KeepAliveInterval { get; init; } = 15_000_000;

    /// <summary>How many of them.</summary>
    public int MaximumBackupPairs { get; init; } = 3;

    /// <summary>How long after a restart has connected the old credentials are still answered.</summary>
    public long PreviousGenerationLifetime { get; init; } = 5_000_000;

    /// <summary>
    /// Says which addresses may be checked and answered. Remote candidates make this host send to addresses of another's choice;
    /// null allows all that are no multicast, broadcast or unspecified ones.
    /// </summary>
    public Func<IPEndPoint, bool>? RemoteAddressFilter { get; init; }

    /// <summary>The credentials this side begins with, where the other side has made them up (<see cref="IceListenerCredentials"/>); null for fresh ones.</summary>
    public IceCredentials? FirstCredentials { get; init; }

    /// <summary>Allows signalled candidates on ports below 1024 other than 80 and 443: no peer listens there, but services do.</summary>
    public bool AllowPrivilegedPorts { get; init; }
}
