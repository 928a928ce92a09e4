namespace TypedPeer.Signaling.Networks;

/// <summary>The groups of a network, one for each contract, and who is in them. Its members may be called from any thread.</summary>
internal sealed class NetworkGroups
{
    private readonly Dictionary<Type, (object Group, Action<PeerSession> Add, Action<PeerSession> Remove)> _groups = [];
    private readonly HashSet<PeerSession> _members = [];

    /// <summary>Returns the group of a contract.</summary>
    public PeerGroup<TContract> Get<TContract>()
        where TContract : class, IPeerContract<TContract>
    {
        lock (_groups)
        {
            if (_groups.TryGetValue(typeof(TContract), out var known))
            {
                return (PeerGroup<TContract>)known.Group;
            }

            var group = new PeerGroup<TContract>();
            foreach (var member in _members)
            {
                group.Add(member);
            }

            _groups.Add(typeof(TContract), (group, session => group.Add(session), session => group.Remove(session)));
            return group;
        }
    }

    /// <summary>A session is a member. One that ends leaves by itself.</summary>
    public void Add(PeerSession session)
    {
        lock (_groups)
        {
            _members.RemoveWhere(static member => member.Completion.IsCompleted);
            if (_members.Add(session))
            {
                foreach (var (_, add, _) in _groups.Values)
                {
                    add(session);
                }
            }
        }
    }

    /// <summary>A session is no member.</summary>
    public void Remove(PeerSession session)
    {
        lock (_groups)
        {
            if (_members.Remove(session))
            {
                foreach (var (_, _, remove) in _groups.Values)
                {
                    remove(session);
                }
            }
        }
    }
}
