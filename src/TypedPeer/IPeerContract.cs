using TypedPeer.CompilerServices;

namespace TypedPeer;

/// <summary>
/// What the compiler adds to every interface marked <see cref="PeerContractAttribute"/>: the descriptor from which a session
/// builds proxies and dispatches calls. Never implemented by hand.
/// </summary>
/// <typeparam name="TContract">The contract interface itself.</typeparam>
public interface IPeerContract<TContract>
    where TContract : class, IPeerContract<TContract>
{
    /// <summary>Gets the description of the contract: its name, its methods, its proxy and its dispatcher.</summary>
    static abstract PeerContractDescriptor<TContract> Descriptor { get; }
}
