namespace TypedPeer.Channels;

/// <summary>
/// What a channel may offer beside <see cref="IPeerChannel"/>: it runs what its messages cause on the thread that delivered them, once
/// nothing else waits for that thread, and so spares waking another. A session asks the channel for it once, when it starts. A decorator
/// that does not pass it on loses nothing but that: the session then takes the thread pool.
/// </summary>
public interface IPeerChannelScheduler
{
    /// <summary>
    /// Runs work that a message caused: once, soon, on a thread of the pool or of the channel's own, never inside this call. The work may take as long as it likes;
    /// messages that come meanwhile are delivered all the same. May be called from any thread, and from inside any member of the receiver.
    /// </summary>
    void Schedule(IThreadPoolWorkItem work);
}
