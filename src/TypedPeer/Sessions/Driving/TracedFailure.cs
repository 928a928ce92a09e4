using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Driving;

/// <summary>A failure found under the session's lock, to be told once that is released.</summary>
internal sealed class TracedFailure(Exception exception) : IThreadPoolWorkItem
{
    public void Execute() => FailureTrace.Write("a session", exception);
}
