using TypedPeer.DataChannels;

namespace TypedPeer.Signaling;

/// <summary>Every limit and default of <see cref="PeerOffers"/>, each with its reason.</summary>
public sealed record PeerOffersOptions
{
    /// <summary>
    /// Gets what each connection is like; peers know this side by its certificate, which <see cref="PeerOffers"/> makes once where it is null. A peer that has its answer
    /// and has not connected within <see cref="PeerConnectionOptions.ConnectTimeout"/> is given up. One that loses its path may restart ICE for as long as
    /// <see cref="PeerConnectionOptions.IceRestartTimeout"/> says, or 15 s where that is zero: as long as a new attempt would take.
    /// </summary>
    public PeerConnectionOptions Connection { get; init; } = new();

    /// <summary>Gets the limits and choices of each session; copied at the beginning. <see cref="PeerSessionOptions.LeaveChannelOpen"/> is not asked.</summary>
    public PeerSessionOptions Session { get; init; } = new();

    /// <summary>Gets a port that all connections use, so that a firewall needs one opening; it stays the caller's. Null gives each sockets of its own.</summary>
    public PeerPort? Port { get; init; }

    /// <summary>Gets how many peers there may be at once, those included that are still connecting; at least 1. 4096: each holds a connection and a session, some 50 KB.</summary>
    public int MaxPeers { get; init; } = 4096;

    /// <summary>
    /// Gets how many peers may have an answer, or wait for one, and no connection yet; at least 1. 256: each gathers and checks for up to 15 s, and whoever only posts
    /// offers should not keep others out of more than these.
    /// </summary>
    public int MaxPending { get; init; } = 256;

    /// <summary>Gets how many characters a body may have; at least 1024. 64 Ki: an offer of a browser has some 2,000, and 128 candidates fit.</summary>
    public int MaxBodyLength { get; init; } = 64 * 1024;

    /// <summary>
    /// Gets how many links may wait, without a connection, for peers that were lost; at least 0. 1024: a network outage of a busy listener, at some 50 KB for an idle one, its closed connection included. Past it, and past
    /// <see cref="MaxSuspendedBytes"/>, the address that has most of them loses its longest.
    /// </summary>
    public int MaxSuspendedLinks { get; init; } = 1024;

    /// <summary>Gets how many bytes such links may hold together: messages that were not acknowledged, what waits to be sent, and what was not read; at least 0. 64 MiB: eight sessions that wait at their bounds, or a kilobyte or two of small calls for each of the others.</summary>
    public long MaxSuspendedBytes { get; init; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Connection);
        ArgumentNullException.ThrowIfNull(Session);
        Session.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSuspendedLinks);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSuspendedBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPending, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyLength, 1024);
    }
}
