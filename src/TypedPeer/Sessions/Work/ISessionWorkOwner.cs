namespace TypedPeer.Sessions.Work;

/// <summary>Whose work it is: told when it fails.</summary>
internal interface ISessionWorkOwner
{
    /// <summary>Work threw what it should have caught: the session ends, with that as the reason. Never throws.</summary>
    void OnWorkFailed(Exception exception);
}
