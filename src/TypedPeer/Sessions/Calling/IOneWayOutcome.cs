namespace TypedPeer.Sessions.Calling;

/// <summary>Who is told what becomes of one-way calls that nobody awaits. Runs no code of the application's.</summary>
internal interface IOneWayOutcome
{
    /// <summary>A call that had to wait is in the send queue.</summary>
    void OnAccepted();

    /// <summary>A call was not sent.</summary>
    void OnFailed(Exception exception);
}
