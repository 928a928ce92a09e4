using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Work;

/// <summary>
/// Something that a session has to do outside of its core, where user code may run. All of it is run here, so that whatever escapes
/// it ends the session it belongs to, and nothing else.
/// </summary>
internal abstract class SessionWork : IThreadPoolWorkItem
{
    private ISessionWorkOwner? _owner;

    /// <summary>Says whose work it is; before it is queued.</summary>
    public void BelongTo(ISessionWorkOwner owner)
    {
        if (!ReferenceEquals(_owner, owner))
        {
            _owner = owner;
        }
    }

    /// <summary>Runs it. Never throws.</summary>
    void IThreadPoolWorkItem.Execute() => RunContained();

    /// <summary>Does it. User code that it calls is its own to watch over; what it throws is an error of the session's.</summary>
    protected abstract void Run();

    /// <summary>Runs it on this thread, which is somebody else's. Never throws.</summary>
    protected void RunContained()
    {
        // A pooled object may belong to another session before this returns.
        var owner = _owner;
        try
        {
            Run();
        }
#pragma warning disable CA1031 // This is the place where whatever escapes ends its session and not the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (owner is null)
            {
                FailureTrace.Write("work of a session", e);
            }
            else
            {
                owner.OnWorkFailed(e);
            }
        }
    }
}
