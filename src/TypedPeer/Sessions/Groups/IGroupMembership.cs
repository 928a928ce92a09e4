namespace TypedPeer.Sessions.Groups;

/// <summary>A group that a session is in.</summary>
internal interface IGroupMembership
{
    /// <summary>The session has ended, and is in no group any more.</summary>
    void OnEnded(PeerSession session, PeerSessionEnd end);
}
