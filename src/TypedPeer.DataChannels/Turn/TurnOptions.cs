namespace TypedPeer.DataChannels.Turn;

/// <summary>Every number a TURN client lives by, each with its reason. Durations are microseconds.</summary>
internal sealed record TurnOptions
{
    /// <summary>Relays asked for one connection; a second one is there for when the first does not answer, and each costs a socket and keeps a server busy.</summary>
    public int MaximumRelays { get; init; } = 4;

    /// <summary>
    /// Allocations of one connection at the same time: one of each family by each relay, where it does not give both at once, and as many again as there are
    /// relays for those that data travels by, or that are being given back, while others are asked.
    /// </summary>
    public int MaximumAllocations { get; init; } = 12;

    /// <summary>Ports from which an address is asked for, each after the relay has called the one before in use (437). RFC 8656, section 7.4, says three.</summary>
    public int MaximumPorts { get; init; } = 3;

    /// <summary>First retransmission of a request over UDP. Half of what RFC 8489 says: people wait for it.</summary>
    public long InitialRetransmissionTimeout { get; init; } = 250_000;

    /// <summary>Requests of one transaction over UDP before it counts as unanswered, after 7.75 s with the timeout above.</summary>
    public int MaximumTransmissions { get; init; } = 5;

    /// <summary>How long an answer over TCP or TLS is waited for, where nothing is sent twice: as long as over UDP.</summary>
    public long ReliableTimeout { get; init; } = 7_750_000;

    /// <summary>How often in a row a server may say that a nonce is stale. An honest one does so once; one that always does would keep this side busy for ever.</summary>
    public int MaximumStaleNonces { get; init; } = 3;

    /// <summary>How often a server may send this side on to another (300 Try Alternate): a cluster has one door.</summary>
    public int MaximumRedirections { get; init; } = 3;

    /// <summary>The longest realm and nonce that are taken. Both are in every request, which has to fit into a datagram.</summary>
    public int MaximumChallengeLength { get; init; } = 256;

    /// <summary>The lifetime asked for, in seconds: what RFC 8656 has servers grant by themselves.</summary>
    public uint Lifetime { get; init; } = 600;

    /// <summary>The longest lifetime that is believed. Whoever grants years is asked again after an hour all the same.</summary>
    public long MaximumLifetime { get; init; } = 3_600_000_000;

    /// <summary>The shortest time between two refreshes, whatever lifetime a server grants: it must not make this side send all the time.</summary>
    public long MinimumRefreshInterval { get; init; } = 1_000_000;

    /// <summary>How long before an allocation ends it is refreshed: time for every retransmission, several times over.</summary>
    public long RefreshMargin { get; init; } = 60_000_000;

    /// <summary>When permissions are renewed, which last 300 s (RFC 8656, section 9).</summary>
    public long PermissionRefreshInterval { get; init; } = 240_000_000;

    /// <summary>How long a permission lasts.</summary>
    public long PermissionLifetime { get; init; } = 300_000_000;

    /// <summary>How long a relay that has refused a peer is not asked about it again: it may have had no room, and ICE would ask with each check.</summary>
    public long RefusalTime { get; init; } = 30_000_000;

    /// <summary>Peers of one allocation, as many as there are remote candidates (<see cref="Ice.IceOptions.MaximumRemoteCandidates"/>). The one that was not sent to for longest gives way.</summary>
    public int MaximumPeers { get; init; } = 64;

    /// <summary>Attributes of a message; the answer to Allocate has some ten. Looking for one of hundreds would cost this side more than they cost their sender.</summary>
    public int MaximumAttributes { get; init; } = 32;

    /// <summary>The longest datagram kept for a peer until its permission has been asked for: a check, of which one is enough.</summary>
    public int MaximumHeldLength { get; init; } = 1200;
}
