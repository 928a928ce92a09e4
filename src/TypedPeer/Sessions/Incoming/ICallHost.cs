using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>Makes what stands for calls of the peer outside of the core.</summary>
internal interface ICallHost : IHandlerHost
{
    /// <summary>Gets the idle calls of all sessions whose calls have handlers of this kind.</summary>
    ObjectPool<IncomingCall> IdleCalls { get; }

    /// <summary>Makes the part of a pooled call that its handler sees. It lives as long as the call's object.</summary>
    CallHandler CreateHandler(IncomingCall call);

    /// <summary>Makes what tells the application of refused calls, once for each time it is given out.</summary>
    SessionWork CreateReport(RefusedCalls refused);
}
