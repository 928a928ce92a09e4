namespace TypedPeer.Signaling.Networks;

/// <summary>The links that this side has ended for good, and why, so that a peer that looks for one learns of it. Those longest ago are forgotten.</summary>
internal sealed class EndedLinks
{
    private const int Limit = 256;

    private readonly Queue<(string Peer, UInt128 Link)> _byAge = new();
    private readonly Dictionary<(string Peer, UInt128 Link), PeerNetworkError> _all = [];

    /// <summary>Remembers a link whose end the peer may not have heard of.</summary>
    public void Add(string peer, UInt128 link, PeerLinkEnd end)
    {
        if (_all.TryAdd((peer, link), WhyOf(end)))
        {
            _byAge.Enqueue((peer, link));
            if (_byAge.Count > Limit)
            {
                _all.Remove(_byAge.Dequeue());
            }
        }
    }

    /// <summary>Returns what the peer is told of a link that is over; null where it is not, or forgotten.</summary>
    public PeerNetworkError? Find(string peer, UInt128 link) => _all.TryGetValue((peer, link), out var why) ? why : null;

    /// <summary>What failed was not closed, and whoever is told so must not take it for an end in order. That it may succeed later is true of no link that is over.</summary>
    private static PeerNetworkError WhyOf(PeerLinkEnd end) => end switch
    {
        { Kind: PeerLinkEndKind.Closed } => PeerNetworkError.Closed,
        { Exception: PeerNetworkException { IsTransient: false, Error: not PeerNetworkError.Closed } known } => known.Error,
        _ => PeerNetworkError.Refused,
    };
}
