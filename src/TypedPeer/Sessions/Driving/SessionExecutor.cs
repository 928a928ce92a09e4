namespace TypedPeer.Sessions.Driving;

/// <summary>Where a session's work runs: the thread pool, wherever the channel likes on it, or a test's own queue that decides what runs next.</summary>
internal class SessionExecutor
{
    public static SessionExecutor Default { get; } = new();

    public virtual void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
