using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calls;

/// <summary>Who is told what becomes of one-way calls that nobody awaits.</summary>
internal interface IOneWayOutcome
{
    /// <summary>A call that had to wait is in the send queue, or a newer one took its place.</summary>
    void OnAccepted();

    /// <summary>A call was not sent.</summary>
    void OnFailed(PeerMethod method, Exception exception);
}
