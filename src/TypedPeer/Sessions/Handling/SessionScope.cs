using System.Security.Claims;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>What everything outside of a session's core shares: the way in, interceptors, and the contexts that handlers run in.</summary>
internal sealed class SessionScope : ICallHost, IProxyHost
{
    private static readonly ObjectPool<IncomingCall> Idle = new(1024);

    private readonly PeerSession _owner;
    private readonly InterceptorChain? _outgoing;
    private volatile PlainContext? _plain;
    private volatile ClaimsPrincipal? _user;

    public SessionScope(PeerSession owner, PeerSessionOptions options)
    {
        _owner = owner;
        Options = options;
        IncomingInterceptors = options.IncomingInterceptors.Count > 0 ? new(options.IncomingInterceptors) : null;
        Check = options.AuthorizeCall is { } authorize ? new(this, authorize) : null;
        _outgoing = options.OutgoingInterceptors.Count > 0 ? new(options.OutgoingInterceptors) : null;
        EmptyContext.Prepare();
    }

    public PeerSessionOptions Options { get; }

    /// <summary>Gets or sets whom calls are made for whose handlers have not started.</summary>
    public ClaimsPrincipal? User
    {
        get => _user;
        set => _user = value;
    }

    /// <summary>Gets the way into the core.</summary>
    public ISession Session { get; private set; } = null!;

    /// <summary>Gets the interceptors of calls that come; null when there are none.</summary>
    public InterceptorChain? IncomingInterceptors { get; }

    /// <summary>Gets who says which calls may be made; null when all may.</summary>
    public CallCheck? Check { get; }

    /// <summary>Gets what remotes share.</summary>
    public RemoteScope Remotes { get; private set; } = null!;

    /// <summary>Says what the way in is; before anything else is asked.</summary>
    public void Begin(ISession session)
    {
        Session = session;
        Remotes = new(_owner, session, _outgoing);
    }

    /// <summary>Returns the context a handler runs in: one for all whose calls bring no deadline and no headers, while the user is the same.</summary>
    public ExecutionContext ContextOf(IncomingCall call)
    {
        var user = User;
        if (call.Deadline != 0 || call.Headers is not null)
        {
            return PeerCallContext.CaptureFor(new PeerCallContext(_owner, _owner.Channel, user, Session, call.Deadline, call.Headers));
        }

        var plain = _plain;
        if (plain is null || !ReferenceEquals(plain.User, user))
        {
            _plain = plain = new(user, PeerCallContext.CaptureFor(new PeerCallContext(_owner, _owner.Channel, user)));
        }

        return plain.Context;
    }

    /// <summary>Describes a call that came, within its context, to its interceptors.</summary>
    public PeerInvocation CreateInvocation(PeerIncomingCall call) =>
        new(_owner, call.Served.Target.Contract.Name, call.Served.Target.Name, call.Served.Method, isIncoming: true, call.CancellationToken)
        {
            Headers = PeerCallContext.Current!.Headers,
        };

    public SessionWork CreateQueue(ServedTarget target) => new HandlerQueue(this, target);

    public ObjectPool<IncomingCall> IdleCalls => Idle;

    public CallHandler CreateHandler(IncomingCall call) => new HandledCall(call);

    public SessionWork CreateReport(RefusedCalls refused) => new RefusalReport(this, refused);

    public object CreateProxy(ulong id, IContractDescription contract, out HeldReference held)
    {
        var remote = Remotes.CreateRemote(id, contract);
        var proxy = ((IContractCode)contract).CreateProxyObject(remote);
        Proxies.Remember(proxy, remote);
        held = remote.Reference!;
        return proxy;
    }

    public HeldReference? HoldOf(object proxy) => Proxies.RemoteOf(proxy)?.Reference;

    /// <summary>The context of calls that bring nothing along.</summary>
    private sealed record PlainContext(ClaimsPrincipal? User, ExecutionContext Context);
}
