namespace TypedPeer.Sessions.Driving;

/// <summary>Where a session's work runs: the thread pool, wherever the channel likes on it, or a test's own queue that decides what runs next.</summary>
internal class SessionExecutor
{
    public static SessionExecutor Default { get; } = new();

    /// <summary>The session has another channel, or none.</summary>
    public virtual void Use(Channels.IPeerChannel? channel)
    {
    }

    public virtual void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
