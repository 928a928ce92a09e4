using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.State;

/// <summary>What a session's core gives out. It is told while the core works, and calls nothing of it back.</summary>
internal interface ISessionHost
{
    /// <summary>There is something to do outside: in this order, once the core is through.</summary>
    void Add(SessionWork work);

    /// <summary>Both sides have said hello.</summary>
    void OnConnected();

    /// <summary>The session is over; <see cref="SessionState.End"/> says why.</summary>
    void OnEnded();
}
