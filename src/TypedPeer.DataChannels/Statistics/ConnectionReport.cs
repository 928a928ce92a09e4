namespace TypedPeer.DataChannels;

/// <summary>
/// Why a connection has the path it has, or none: what <see cref="PeerConnection.GetConnectionReport"/> found. <see cref="ToString"/> is all of it as
/// lines for people; it holds addresses of both sides, and no user name, password or key. After the end of a connection it tells of the moment before.
/// </summary>
public sealed record ConnectionReport
{
    /// <summary>Gets the state of ICE and DTLS together.</summary>
    public PeerConnectionState ConnectionState { get; init; }

    /// <summary>Gets the state of the path.</summary>
    public IceConnectionState IceConnectionState { get; init; }

    /// <summary>Gets the state of the search for local candidates.</summary>
    public IceGatheringState IceGatheringState { get; init; }

    /// <summary>Gets all of it in one sentence; its wording may change.</summary>
    public required string Conclusion { get; init; }

    /// <summary>Gets how this side's translator gives ports.</summary>
    public NatMapping LocalMapping { get; init; }

    /// <summary>Gets how the peer's translator gives ports, as far as its candidates show it.</summary>
    public NatMapping RemoteMapping { get; init; }

    /// <summary>Gets what servers were asked, and answered.</summary>
    public IReadOnlyList<IceServerInfo> Servers { get; init; } = [];

    /// <summary>Gets this side's candidates.</summary>
    public IReadOnlyList<CandidateInfo> LocalCandidates { get; init; } = [];

    /// <summary>Gets the peer's candidates, those included that its checks have shown.</summary>
    public IReadOnlyList<CandidateInfo> RemoteCandidates { get; init; } = [];

    /// <summary>Gets the pairs of them that were checked, best first.</summary>
    public IReadOnlyList<CandidatePairStatistics> CandidatePairs { get; init; } = [];

    /// <summary>Gets how long ago the peer last answered on the path in use (RFC 7675): after 30 s nothing more is sent there. Null before the first answer.</summary>
    public TimeSpan? SinceLastAnswer { get; init; }

    /// <summary>Gets what gave no candidate, the first 32 of it.</summary>
    public IReadOnlyList<IceCandidateError> Errors { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => ConnectionReportText.Write(this);
}
