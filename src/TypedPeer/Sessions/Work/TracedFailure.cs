using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Work;

/// <summary>An error of the session's own, found where nothing may be called out to.</summary>
internal sealed class TracedFailure(Exception exception) : SessionWork
{
    protected override void Run() => FailureTrace.Write("a session", exception);
}
