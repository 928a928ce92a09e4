namespace TypedPeer.DataChannels.Streams;

/// <summary>Every number of TCP candidates, each with its reason. Strangers are those whose check has not been verified.</summary>
internal sealed record TcpOptions
{
    /// <summary>
    /// Strangers that are connected to a port at the same time. The oldest gives way, so that nobody keeps a port busy by keeping still; however
    /// many connect, each has 300 ms at least, which is a round trip.
    /// </summary>
    public int MaximumStrangers { get; init; } = 64;

    /// <summary>Of these, how many from one address, so that one host alone does not drive others out.</summary>
    public int MaximumStrangersOfAddress { get; init; } = 4;

    /// <summary>Connections that a port accepts in a second; what comes faster waits with the system, which has room for <see cref="Backlog"/>.</summary>
    public int AcceptsPerSecond { get; init; } = 200;

    /// <summary>Connections that wait to be accepted.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>
    /// How long a stranger may take to prove itself, and an address to let us connect: a round trip or two, with all the time a system takes to repeat
    /// a lost packet.
    /// </summary>
    public TimeSpan StrangerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest datagram of a stranger: that of a check has 150 bytes, and nobody needs more than a packet.</summary>
    public int MaximumStrangerFrame { get; init; } = 1500;

    /// <summary>What a stranger may send in all. Behind its check may be the peer's first flight, before this side has looked.</summary>
    public int MaximumStrangerBytes { get; init; } = 64 * 1024;

    /// <summary>Connections of the peer to one port. It needs one; restarts and networks that change leave others behind, the one that was silent for longest gives way.</summary>
    public int MaximumConnections { get; init; } = 8;

    /// <summary>Connections that this side makes from one address: each is to an address of the peer's choice. What does not fit is tried again when there is room.</summary>
    public int MaximumDials { get; init; } = 16;

    /// <summary>A connection that nothing comes by any more is closed: pairs that work are checked every 15 s, and twice as much again may be lost or late.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often connections are looked through for those whose time is over.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long accepting rests after more have come than it accepts, and after the system has refused it, which has no descriptors left.</summary>
    public TimeSpan AcceptPause { get; init; } = TimeSpan.FromMilliseconds(50);
}
