using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Calling;

/// <summary>What all remotes of one session share: the way in, and the interceptors around calls.</summary>
internal sealed class RemoteScope(PeerSession owner, ISession session, InterceptorChain? interceptors) : IOneWayOutcome
{
    public ISession Session => session;

    public PeerSessionOptions Options { get; } = session.Options;

    /// <summary>Gets the interceptors of calls this side makes; null when there are none.</summary>
    public InterceptorChain? Interceptors => interceptors;

    public void OnAccepted()
    {
    }

    /// <summary>A call that completed for its caller when it was made. What the end of the session takes with it is told by that.</summary>
    public void OnFailed(PeerMethod method, Exception exception)
    {
        if (exception is not PeerException { Status: PeerStatus.ConnectionLost or PeerStatus.Unavailable or PeerStatus.ProtocolError })
        {
            FailureReport.Tell(method.ToString(), exception, Options);
        }
    }

    /// <summary>Describes a call that is made to its interceptors.</summary>
    public PeerInvocation CreateInvocation(CallTarget target, PeerMethod method, CancellationToken token) =>
        new(owner, target.Descriptor.Name, target.Instance, method, isIncoming: false, token);

    /// <summary>Makes a remote for an object of the peer, with the hold that lives as long as its proxy.</summary>
    public PeerRemote CreateRemote(ulong reference, IContractDescription contract) =>
        new(this, CallTarget.Reference(contract, reference), new PeerReferenceHandle(session, reference, contract));
}
