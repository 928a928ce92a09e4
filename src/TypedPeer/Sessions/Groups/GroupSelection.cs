namespace TypedPeer.Sessions.Groups;

/// <summary>Which members of a group a call goes to.</summary>
internal sealed class GroupSelection
{
    private readonly PeerSession[] _only;
    private readonly PeerSession? _exceptOne;
    private readonly HashSet<PeerSession>? _except;
    private readonly bool _isOnly;

    private GroupSelection(PeerSession[] only, PeerSession? exceptOne, HashSet<PeerSession>? except, bool isOnly) =>
        (_only, _exceptOne, _except, _isOnly) = (only, exceptOne, except, isOnly);

    /// <summary>Gets every member.</summary>
    public static GroupSelection All { get; } = new([], null, null, isOnly: false);

    /// <summary>Every member but some.</summary>
    public static GroupSelection Except(ReadOnlySpan<PeerSession> sessions) =>
        sessions.Length == 1 ? new([], sessions[0], null, isOnly: false) : new([], null, [.. sessions], isOnly: false);

    /// <summary>Those of some sessions that are members, each once.</summary>
    public static GroupSelection Only(ReadOnlySpan<PeerSession> sessions) => new([.. new HashSet<PeerSession>([.. sessions])], null, null, isOnly: true);

    /// <summary>Returns the members to look at; of them, those that are <see cref="Includes">included</see> are meant.</summary>
    public ReadOnlySpan<GroupMember> Of(GroupMembers group)
    {
        if (!_isOnly)
        {
            return group.Snapshot;
        }

        var members = new GroupMember[_only.Length];
        var count = 0;
        foreach (var session in _only)
        {
            if (group.Find(session) is { } member)
            {
                members[count++] = member;
            }
        }

        return members.AsSpan(0, count);
    }

    public bool Includes(GroupMember member) =>
        !ReferenceEquals(member.Session, _exceptOne) && (_except is null || !_except.Contains(member.Session));
}
