namespace TypedPeer.Signaling.Networks;

/// <summary>The links that this side has ended for good, so that a peer that looks for one learns of it. Those longest ago are forgotten.</summary>
internal sealed class EndedLinks
{
    private const int Limit = 256;

    private readonly Queue<(string Peer, UInt128 Link)> _byAge = new();
    private readonly HashSet<(string Peer, UInt128 Link)> _all = [];

    public void Add(string peer, UInt128 link)
    {
        if (_all.Add((peer, link)))
        {
            _byAge.Enqueue((peer, link));
            if (_byAge.Count > Limit)
            {
                _all.Remove(_byAge.Dequeue());
            }
        }
    }

    public bool Contains(string peer, UInt128 link) => _all.Contains((peer, link));
}
