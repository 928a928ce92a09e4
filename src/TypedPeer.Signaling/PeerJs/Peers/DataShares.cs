using TypedPeer.Signaling.PeerJs.Connections;

namespace TypedPeer.Signaling.PeerJs.Peers;

/// <summary>What peers have of a network by the data connections that they made: how many each, and how much these hold. Its members belong to whoever has the lock.</summary>
internal sealed class DataShares(PeerNetworkOptions options)
{
    private readonly HeldBytes _all = new(options.MaxDataHeld);
    private readonly Dictionary<string, Share> _peers = new(StringComparer.Ordinal);
    private readonly HashSet<(string Peer, string Connection)> _taken = [];

    /// <summary>Counts one more of a peer's; false where it has as many as it may.</summary>
    public bool TryTake((string Peer, string Connection) key)
    {
        if (!_peers.TryGetValue(key.Peer, out var share))
        {
            _peers.Add(key.Peer, share = new Share(new HeldBytes(options.MaxDataHeldPerPeer, _all)));
        }
        else if (share.Count >= options.MaxDataConnectionsPerPeer)
        {
            return false;
        }

        share.Count++;
        _taken.Add(key);
        return true;
    }

    /// <summary>Gets what a peer's connections hold together.</summary>
    public HeldBytes Of(string peer) => _peers[peer].Held;

    /// <summary>One is over. Where it was none of a peer's making, or is over already, nothing happens.</summary>
    public void Release((string Peer, string Connection) key)
    {
        if (_taken.Remove(key) && --_peers[key.Peer].Count == 0)
        {
            _peers.Remove(key.Peer);
        }
    }

    private sealed class Share(HeldBytes held)
    {
        public HeldBytes Held => held;

        public int Count { get; set; }
    }
}
