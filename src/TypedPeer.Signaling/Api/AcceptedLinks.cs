using System.Net;

namespace TypedPeer.Signaling;

/// <summary>
/// The links of peers that came to this side. Those that have lost their connection are kept, as many and as much as the bounds allow: past them, whoever has most of them at one address gives some up.
/// </summary>
/// <param name="maxSuspended">How many may wait for their peers.</param>
/// <param name="maxSuspendedBytes">How many bytes they may hold together.</param>
internal sealed class AcceptedLinks(int maxSuspended, long maxSuspendedBytes)
{
    private readonly Lock _lock = new();
    private readonly HashSet<PeerLink> _links = [];

    /// <summary>Those that have lost their connection, the longest first, with where each was.</summary>
    private readonly LinkedList<(PeerLink Link, IPAddress? Address)> _suspended = [];

    /// <summary>Gets all of them, in no order.</summary>
    public IReadOnlyCollection<PeerLink> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _links];
            }
        }
    }

    public void Add(PeerLink link, IPAddress? address)
    {
        lock (_lock)
        {
            _links.Add(link);
        }

        link.Watch.Lost += () => OnLost(link, address);
    }

    public void Remove(PeerLink link)
    {
        lock (_lock)
        {
            _links.Remove(link);
        }
    }

    private void OnLost(PeerLink link, IPAddress? address)
    {
        List<PeerLink> tooMany = [];
        lock (_lock)
        {
            Prune();
            _suspended.AddLast((link, address));
            var bytes = _suspended.Sum(static entry => entry.Link.Session.BytesKept);
            while (_suspended.Count > maxSuspended || (bytes > maxSuspendedBytes && _suspended.Count > 0))
            {
                var given = Choose(bytes > maxSuspendedBytes);
                _suspended.Remove(given);
                bytes -= given.Link.Session.BytesKept;
                tooMany.Add(given.Link);
            }
        }

        tooMany.ForEach(static given => given.Session.GiveUp("more sessions waited for their peers than are kept"));
    }

    /// <summary>Of the address that has most, the longest: so nobody can have others' given up.</summary>
    private (PeerLink Link, IPAddress? Address) Choose(bool byBytes) => _suspended
        .GroupBy(static entry => entry.Address)
        .MaxBy(group => byBytes ? group.Sum(static entry => entry.Link.Session.BytesKept) : group.Count())!
        .First();

    private void Prune()
    {
        for (var node = _suspended.First; node is not null;)
        {
            var next = node.Next;
            if (!node.Value.Link.Session.IsSuspended)
            {
                _suspended.Remove(node);
            }

            node = next;
        }
    }
}
