namespace TypedPeer.Sessions.Groups;

/// <summary>The groups that a session is in, which are told when it ends. A group that is left is forgotten: a session may outlive many.</summary>
internal sealed class SessionMemberships(PeerSession session)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IGroupMembership> _groups = [];
    private bool _isWatching;
    private bool _hasEnded;

    /// <summary>Adds a group. False when the session has ended: it is in none any more.</summary>
    public bool TryJoin(IGroupMembership group)
    {
        lock (_lock)
        {
            if (_hasEnded || session.Completion.IsCompleted)
            {
                return false;
            }

            _groups.Add(group);
            if (_isWatching)
            {
                return true;
            }

            _isWatching = true;
        }

        _ = session.Completion.ContinueWith(
            static (end, state) => ((SessionMemberships)state!).OnEnded(end.Result), this, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return true;
    }

    /// <summary>Removes a group.</summary>
    public void Leave(IGroupMembership group)
    {
        lock (_lock)
        {
            _groups.Remove(group);
        }
    }

    private void OnEnded(PeerSessionEnd end)
    {
        IGroupMembership[] groups;
        lock (_lock)
        {
            _hasEnded = true;
            groups = [.. _groups];
            _groups.Clear();
        }

        foreach (var group in groups)
        {
            group.OnEnded(session, end);
        }
    }
}
