using System.Collections.Concurrent;
using System.Security.Claims;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Serving;

namespace TypedPeer;

/// <summary>Collects what a session serves, and who its peer is, before it starts.</summary>
public sealed class PeerSessionBuilder
{
    private readonly ServedContracts _served = new();
    private volatile bool _isClosed;

    internal PeerSessionBuilder()
    {
    }

    /// <summary>Gets or sets who the peer is to this application, so that already the first call knows it: <see cref="PeerSession.User"/> begins with it.</summary>
    public ClaimsPrincipal? User { get; set; }

    /// <summary>Gets what the application keeps with the session, see <see cref="PeerSession.Items"/>.</summary>
    public IDictionary<object, object?> Items => OwnItems ??= CreateItems();

    /// <summary>Gets the items, if anybody asked for them.</summary>
    internal ConcurrentDictionary<object, object?>? OwnItems { get; private set; }

    /// <summary>Gets what is the session's own; null where nothing is.</summary>
    internal List<IAsyncDisposable>? Owned { get; private set; }

    /// <summary>Few are put in, and seldom by two at once: the table begins small.</summary>
    internal static ConcurrentDictionary<object, object?> CreateItems() => new(concurrencyLevel: 1, capacity: 5);

    /// <summary>Returns what is served, to a session that starts and reads it without a lock.</summary>
    internal ServedContracts Close()
    {
        _isClosed = true;
        return _served;
    }

    /// <summary>
    /// Makes something the session's own, such as the connection beneath its channel: it is disposed of when the session has ended, however it ended, and its channel is closed; several in the
    /// reverse order. The disposal is waited for within <see cref="PeerSessionOptions.StopTimeout"/>, and what it throws goes to the trace. Without it everything but the channel stays the caller's.
    /// </summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The session has started.</exception>
    public PeerSessionBuilder Own(IAsyncDisposable resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Open();
        (Owned ??= []).Add(resource);
        return this;
    }

    /// <summary>Serves a contract by one object. The compiler infers the contract from what the object implements.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served already.</exception>
    /// <exception cref="InvalidOperationException">The session has started, or the object's class carries ASP.NET Core's authorization attributes, which nobody would ask.</exception>
    public PeerSessionBuilder Serve<TContract>(IPeerContract<TContract> implementation)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(implementation);
        Open().Add(null, ContractDescriptors.Of<TContract>(), (TContract)implementation);
        return this;
    }

    /// <summary>Serves a contract by one of several objects, which callers tell apart by name.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served under this name already.</exception>
    /// <exception cref="InvalidOperationException">The session has started, or the object's class carries ASP.NET Core's authorization attributes, which nobody would ask.</exception>
    public PeerSessionBuilder Serve<TContract>(string name, IPeerContract<TContract> implementation)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(implementation);
        Open().Add(name, ContractDescriptors.Of<TContract>(), (TContract)implementation);
        return this;
    }

    /// <summary>Serves a contract by an object of its own for every call, such as one out of a scope of a container.</summary>
    /// <param name="rent">Makes the object; called where handlers run, before each call. What it throws fails the call.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served already.</exception>
    /// <exception cref="InvalidOperationException">The session has started.</exception>
    public PeerSessionBuilder ServePerCall<TContract>(Func<PeerInstance> rent)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(rent);
        Open().Add(null, ContractDescriptors.Of<TContract>(), null, rent);
        return this;
    }

    private ServedContracts Open() =>
        _isClosed ? throw new InvalidOperationException("The session has started: what it serves is said before.") : _served;
}
