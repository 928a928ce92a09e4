using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>A call of the peer outside of the core. As work it starts the handler, for calls that keep no place in a queue.</summary>
internal abstract class CallHandler : SessionWork
{
    /// <summary>The call is over: its object waits for another one.</summary>
    public abstract void Reset();
}
