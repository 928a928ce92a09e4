using System.Threading.Tasks.Sources;
using TypedPeer.Sessions.Awaiting;

namespace TypedPeer.Sessions.Calls;

/// <summary>A call that is also the pooled source of the value task its caller awaits. Goes back to its pool when the result is taken.</summary>
internal abstract class PooledCall : AwaitedCall, IValueTaskSource
{
    private ValueTaskSourceCore _source;

    public short Version => _source.Version;

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Takes the result, once; blocks until it is there.</summary>
    void IValueTaskSource.GetResult(short token)
    {
        Take(token);
        try
        {
            TakeOutcome();
        }
        finally
        {
            Recycle();
        }
    }

    /// <summary>Gives the object back to the pool; only for whoever has it alone. The version moves on, so that a task awaited twice finds out.</summary>
    public void Recycle()
    {
        Unwatch();
        Reset();
        Session = null!;
        _source.Reset();
        ReturnToPool();
    }

    /// <summary>Tells the caller.</summary>
    protected override void Run() => _source.Complete(true, Status == PeerStatus.Ok ? null : CreateException());

    /// <summary>Waits until the call has ended, and makes the object the caller's alone.</summary>
    protected void Take(short token) => _source.Take(token);

    /// <summary>Takes the outcome of a call that was taken; throws what it failed with.</summary>
    protected virtual void TakeOutcome() => _source.GetResult();

    protected abstract void ReturnToPool();
}
