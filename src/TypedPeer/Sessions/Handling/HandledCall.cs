using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;

namespace TypedPeer.Sessions.Handling;

/// <summary>A call of the peer with the part of it that generated code sees.</summary>
internal sealed class HandledCall(IncomingCall call) : CallHandler
{
    private readonly PeerIncomingCall _seen = new(call);

    /// <summary>Returns what generated code sees of a call.</summary>
    public static PeerIncomingCall Of(IncomingCall call) => ((HandledCall)call.Handler)._seen;

    public override void Reset() => _seen.Reset();

    protected override void Run() => ((HandlerQueue)call.Served.Target.Starter).StartConcurrent(_seen);
}
