using System.Security.Claims;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Serving;

namespace TypedPeer;

/// <summary>A call of the peer about which <see cref="PeerSessionOptions.AuthorizeCall"/> is asked, before an interceptor or the handler learns of it.</summary>
public sealed class PeerAuthorizationContext
{
    private readonly Lock _lock = new();
    private readonly ServedMethod _served;
    private PeerIncomingCall? _incoming;
    private CancellationToken? _token;

    internal PeerAuthorizationContext(PeerCallContext call, PeerIncomingCall incoming)
    {
        Call = call;
        _served = incoming.Served;
        _incoming = incoming;
    }

    /// <summary>Gets the call as its handler will see it: session, headers, the identity of the peer.</summary>
    public PeerCallContext Call { get; }

    /// <summary>Gets who calls, as the handler will see it; null where the application said nothing.</summary>
    public ClaimsPrincipal? User => Call.User;

    /// <summary>Gets what has to be satisfied, each of it: the attributes on method and contracts. Empty for what everyone may call, which the attributes decide and this may refuse all the same.</summary>
    public IReadOnlyList<PeerAuthorizeAttribute> Requirements => _served.Requirements;

    /// <summary>Gets the wire name of the contract that is called: what the object is served or handed out as. It may inherit the method from <see cref="DeclaringContract"/>.</summary>
    public string Contract => _served.Target.Contract.Name;

    /// <summary>Gets the wire name of the contract that declares the method.</summary>
    public string DeclaringContract => _served.Method.Contract;

    /// <summary>Gets the name of the instance that is called; null for the default one, and for objects passed by reference.</summary>
    public string? Instance => _served.Target.Name;

    /// <summary>Gets the method with its parameter types, such as <c>TicksAsync(TimeSpan)</c>.</summary>
    public string Method => _served.Method.Signature;

    /// <summary>Gets what the answer looks like.</summary>
    public PeerCallKind Kind => PeerInvocation.KindOf(_served.Method);

    /// <summary>Gets the token that is cancelled when nobody waits for the call any more, or the check is over. Made when it is asked for.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_lock)
            {
                return _token ??= _incoming?.CancellationToken ?? new(canceled: true);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Contract}.{Method}";

    /// <summary>The check is over: from now on the call may be another one.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _incoming = null;
        }
    }
}
