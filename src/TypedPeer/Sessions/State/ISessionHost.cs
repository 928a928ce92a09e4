namespace TypedPeer.Sessions.State;

/// <summary>Who is told where a session stands, while its core works. Calls nothing of the core back.</summary>
internal interface ISessionHost
{
    /// <summary>Both sides have said hello.</summary>
    void OnConnected();

    /// <summary>The peer has fallen silent, or is heard again; <see cref="KeepAlive.IsSilent"/> says which.</summary>
    void OnSilence();

    /// <summary>The session has lost its channel and waits for another.</summary>
    void OnSuspended();

    /// <summary>The session is over; <see cref="SessionState.End"/> says why.</summary>
    void OnEnded();
}
