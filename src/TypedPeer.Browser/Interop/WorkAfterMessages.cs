namespace TypedPeer.Browser.Interop;

/// <summary>Work that messages caused: it runs when those that crossed together were all delivered, and so needs no task of the page of its own.</summary>
internal sealed class WorkAfterMessages
{
    private readonly Queue<IThreadPoolWorkItem> _waiting = [];
    private bool _isDelivering;

    public void Add(IThreadPoolWorkItem work)
    {
        if (_isDelivering)
        {
            _waiting.Enqueue(work);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>Runs <paramref name="deliver"/>, and then what it added and what that adds.</summary>
    public void Run<TState>(Action<TState> deliver, TState state)
    {
        _isDelivering = true;
        try
        {
            deliver(state);
            while (_waiting.TryDequeue(out var work))
            {
                work.Execute();
            }
        }
        finally
        {
            _isDelivering = false;

            // Work does not throw; where it does all the same, what waits behind it is not lost.
            while (_waiting.TryDequeue(out var left))
            {
                ThreadPool.UnsafeQueueUserWorkItem(left, preferLocal: false);
            }
        }
    }
}
