using TypedPeer.CompilerServices;

namespace TypedPeer;

// Generated code makes it a base of every contract, and what is compliant with the CLS must have compliant bases. The assembly as a
// whole says nothing of itself, since its numbers have no sign.
#pragma warning disable CS3003, CS3014

/// <summary>
/// What the compiler adds to every interface marked <see cref="PeerContractAttribute"/>: the descriptor from which a session
/// builds proxies and dispatches calls. Never implemented by hand.
/// </summary>
/// <typeparam name="TContract">The contract interface itself.</typeparam>
[CLSCompliant(true)]
public interface IPeerContract<TContract>
    where TContract : class, IPeerContract<TContract>
{
    /// <summary>Gets the description of the contract: its name, its methods, its proxy and its dispatcher.</summary>
    static abstract PeerContractDescriptor<TContract> Descriptor { get; }
}
