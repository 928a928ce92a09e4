using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streams;

/// <summary>The consumer of a stream. As work, given out when more came or the end did, it goes on.</summary>
internal abstract class StreamWaiter : SessionWork
{
    /// <summary>Nothing is there: from now on it may be given out. Called inside of the core, which it calls nothing of.</summary>
    public abstract void OnWaiting();
}
