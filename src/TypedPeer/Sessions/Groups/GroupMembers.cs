using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Groups;

/// <summary>Which sessions are in a group. A call goes to those that were in it when it was made.</summary>
internal sealed class GroupMembers(PeerGroupOptions options, IContractDescription contract) : IGroupMembership
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PeerSession, GroupMember> _members = [];

    /// <summary>What the table holds, in the order the sessions joined as far as nobody left; null after a change, until somebody asks.</summary>
    private GroupMember[]? _snapshot = [];

    public PeerGroupOptions Options => options;

    /// <summary>Gets the name of the contract, for messages.</summary>
    public string Contract => contract.Name;

    /// <summary>Gets who is in the group at this moment. Not to be changed.</summary>
    public GroupMember[] Snapshot
    {
        get
        {
            if (Volatile.Read(ref _snapshot) is { } known)
            {
                return known;
            }

            lock (_lock)
            {
                return _snapshot ??= [.. _members.Values];
            }
        }
    }

    public GroupMember? Find(PeerSession session)
    {
        lock (_lock)
        {
            return _members.GetValueOrDefault(session);
        }
    }

    public bool Add(PeerSession session)
    {
        lock (_lock)
        {
            if (!_members.TryAdd(session, new GroupMember(session, contract, this)))
            {
                return false;
            }

            _snapshot = null;
        }

        if (!session.Memberships.TryJoin(this))
        {
            Drop(session);
            return false;
        }

        // Whoever removed it meanwhile may have been too early for the session to know.
        if (Find(session) is null)
        {
            session.Memberships.Leave(this);
        }

        return true;
    }

    /// <summary>Returns those whose sessions have not ended, which leave a moment later.</summary>
    public GroupMember[] GetAlive() => Array.FindAll(Snapshot, static member => !member.Session.Completion.IsCompleted);

    public bool Remove(PeerSession session)
    {
        var removed = Drop(session);
        if (removed)
        {
            session.Memberships.Leave(this);
        }

        return removed;
    }

    public void OnEnded(PeerSession session, PeerSessionEnd end)
    {
        if (Drop(session) && end.Kind is not PeerSessionEndKind.Stopped and not PeerSessionEndKind.StoppedByPeer)
        {
            Report(session, new PeerException(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message));
        }
    }

    /// <summary>Tells the application of a member that does not get what it should. Elsewhere: its code may take as long as it likes.</summary>
    public void Report(PeerSession session, Exception exception) =>
        ThreadPool.UnsafeQueueUserWorkItem(new MemberReport(this, session, exception), preferLocal: false);

    private bool Drop(PeerSession session)
    {
        lock (_lock)
        {
            var removed = _members.Remove(session);
            if (removed)
            {
                _snapshot = null;
            }

            return removed;
        }
    }

    /// <summary>One failure on its way to the application.</summary>
    private sealed class MemberReport : SessionWork
    {
        private readonly GroupMembers _group;
        private readonly PeerSession _session;
        private readonly Exception _exception;

        public MemberReport(GroupMembers group, PeerSession session, Exception exception)
        {
            (_group, _session, _exception) = (group, session, exception);
            BelongTo(session.Remotes.Session);
        }

        protected override void Run()
        {
            var what = $"The member {_session.Id} of a group of {_group.Contract}";
            if (_group.Options.MemberFailed is not { } told)
            {
                FailureReport.Tell(what, _exception, _session.Options);
                return;
            }

            try
            {
                told(_session, _exception);
            }
#pragma warning disable CA1031 // The application's own callback failed, on a thread where nobody else catches it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                FailureReport.Tell(what, _exception, _session.Options);
                FailureReport.Tell(nameof(PeerGroupOptions.MemberFailed), e, _session.Options);
            }
        }
    }
}
