using TypedPeer.Sessions;

namespace TypedPeer;

/// <summary>Collects what a session serves, before it starts.</summary>
public sealed class PeerSessionBuilder
{
    private readonly ServedContracts _served = new();

    internal PeerSessionBuilder()
    {
    }

    internal ServedContracts Served => _served;

    /// <summary>Serves a contract by one object. The compiler infers the contract from what the object implements.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served already.</exception>
    public PeerSessionBuilder Serve<TContract>(IPeerContract<TContract> implementation)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(implementation);
        _served.Add(null, TContract.Descriptor, (TContract)implementation);
        return this;
    }

    /// <summary>Serves a contract by one of several objects, which callers tell apart by name.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served under this name already.</exception>
    public PeerSessionBuilder Serve<TContract>(string name, IPeerContract<TContract> implementation)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(implementation);
        _served.Add(name, TContract.Descriptor, (TContract)implementation);
        return this;
    }

    /// <summary>Serves a contract by an object of its own for every call, such as one out of a scope of a container.</summary>
    /// <param name="rent">Makes the object; called where handlers run, before each call. What it throws fails the call.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The contract is served already.</exception>
    public PeerSessionBuilder ServePerCall<TContract>(Func<PeerInstance> rent)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(rent);
        _served.Add(null, TContract.Descriptor, null, rent);
        return this;
    }
}
