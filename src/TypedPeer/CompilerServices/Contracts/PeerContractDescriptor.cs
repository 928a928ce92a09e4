using System.ComponentModel;
using TypedPeer.Sessions.Handling;

namespace TypedPeer.CompilerServices;

/// <summary>The part of a contract's description that needs no type argument.</summary>
public abstract class PeerContractDescriptor : IErrorDetails, IContractCode
{
    private readonly PeerContractDescriptor[] _bases;
    private PeerMethod? _guarded;
    private bool _isGuardedKnown;

    private protected PeerContractDescriptor(
        string name, ulong fingerprint, PeerMethod[] methods, PeerContractDescriptor[] bases, PeerErrorDetail[]? errorDetails)
    {
        ErrorDetails = errorDetails;
        Name = name;
        Fingerprint = fingerprint;
        Methods = methods;
        _bases = bases;
    }

    /// <summary>Gets the name of the contract on the wire.</summary>
    public string Name { get; }

    /// <summary>Gets a hash over all methods and their shapes; equal fingerprints mean that two peers agree on the whole contract.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Gets the methods the contract declares itself, in the order the dispatcher knows them by.</summary>
    public ReadOnlyMemory<PeerMethod> Methods { get; }

    /// <summary>Gets the types of error details the contract declares.</summary>
    public ReadOnlyMemory<PeerErrorDetail> ErrorDetails { get; }

    /// <summary>Gets the contracts this one inherits from, nearest first, each once.</summary>
    public ReadOnlyMemory<PeerContractDescriptor> Bases => _bases;

    /// <summary>Gets what the contract asks of who calls its methods, inherited ones included, each of it (<see cref="PeerAuthorizeAttribute"/>). No part of the fingerprint.</summary>
    public IReadOnlyList<PeerAuthorizeAttribute> Authorize { get; init; } = [];

    /// <summary>Gets a value indicating whether everyone may call the methods that the contract declares itself (<see cref="PeerAllowAnonymousAttribute"/>).</summary>
    public bool AllowsAnonymous { get; init; }

    ReadOnlySpan<IContractDescription> IContractDescription.Bases => _bases;

    /// <summary>Looked for once for all sessions. Threads that are first at once find the same.</summary>
    PeerMethod? IContractDescription.Guarded
    {
        get
        {
            if (!_isGuardedKnown)
            {
                _guarded = CallRequirements.FindGuarded(this);
                Volatile.Write(ref _isGuardedKnown, true);
            }

            return _guarded;
        }
    }

    /// <summary>Returns the descriptor of a contract.</summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    public static PeerContractDescriptor<TContract> Of<TContract>()
        where TContract : class, IPeerContract<TContract> => ContractDescriptors.Of<TContract>();

    /// <summary>Makes a proxy whose calls go through <paramref name="remote"/>.</summary>
    internal abstract object CreateProxyObject(PeerRemote remote);

    /// <summary>Calls the method at <paramref name="index"/> of <see cref="Methods"/> on <paramref name="target"/>.</summary>
    internal abstract void Dispatch(int index, object target, PeerIncomingCall call);

    object IContractCode.CreateProxyObject(PeerRemote remote) => CreateProxyObject(remote);

    void IContractCode.Dispatch(int index, object target, PeerIncomingCall call) => Dispatch(index, target, call);
}

/// <summary>Describes a contract to the session. Generated code makes one for each contract.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
public sealed class PeerContractDescriptor<TContract> : PeerContractDescriptor
    where TContract : class
{
    private readonly Func<PeerRemote, TContract> _createProxy;
    private readonly Action<int, TContract, PeerIncomingCall> _dispatch;

    /// <summary>Describes a contract.</summary>
    public PeerContractDescriptor(
        string name,
        ulong fingerprint,
        PeerMethod[] methods,
        PeerContractDescriptor[] bases,
        Func<PeerRemote, TContract> createProxy,
        Action<int, TContract, PeerIncomingCall> dispatch,
        PeerErrorDetail[]? errorDetails = null)
        : base(name, fingerprint, methods, bases, errorDetails)
    {
        _createProxy = createProxy;
        _dispatch = dispatch;
    }

    /// <summary>Kept for assemblies compiled before there were error details.</summary>
    /// <param name="name">The wire name.</param>
    /// <param name="fingerprint">The hash over all methods.</param>
    /// <param name="methods">The methods the contract declares itself.</param>
    /// <param name="bases">The contracts it inherits from.</param>
    /// <param name="createProxy">Makes a proxy.</param>
    /// <param name="dispatch">Calls a method on an implementation.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PeerContractDescriptor(
        string name,
        ulong fingerprint,
        PeerMethod[] methods,
        PeerContractDescriptor[] bases,
        Func<PeerRemote, TContract> createProxy,
        Action<int, TContract, PeerIncomingCall> dispatch)
        : this(name, fingerprint, methods, bases, createProxy, dispatch, errorDetails: null)
    {
    }

    /// <summary>Makes a proxy whose calls go through <paramref name="remote"/>.</summary>
    public TContract CreateProxy(PeerRemote remote) => _createProxy(remote);

    internal override object CreateProxyObject(PeerRemote remote) => _createProxy(remote);

    internal override void Dispatch(int index, object target, PeerIncomingCall call) => _dispatch(index, (TContract)target, call);
}
