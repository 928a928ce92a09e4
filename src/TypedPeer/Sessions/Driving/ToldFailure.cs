namespace TypedPeer.Sessions;

/// <summary>A failure found under the session's lock, to be told once that is released.</summary>
internal sealed class ToldFailure(Exception exception) : IThreadPoolWorkItem
{
    public void Execute() => Failures.Trace("a session", exception);
}
