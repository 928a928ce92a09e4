using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace TypedPeer.CompilerServices;

/// <summary>
/// The one place that asks a contract for its description, since Mono, which runs every WebAssembly page, cannot: there a static
/// abstract member called by way of a type argument that is an interface ends in <see cref="BadImageFormatException"/>
/// (dotnet/runtime#124443).
/// </summary>
internal static class ContractDescriptors
{
    /// <summary>
    /// A type that only Mono's core library has, looked for where the collector has Mono's two generations: the reading of a type's name would take
    /// some of the time to the first call everywhere else. Elsewhere this is false for good, and the branch below costs nothing.
    /// </summary>
    private static readonly bool IsMono = GC.MaxGeneration < 2 && Type.GetType("Mono.RuntimeStructs") is not null;

    /// <summary>Returns the description of a contract.</summary>
    public static PeerContractDescriptor<TContract> Of<TContract>()
        where TContract : class, IPeerContract<TContract> =>
        IsMono && typeof(TContract).IsInterface ? Found<TContract>.Descriptor : Direct<TContract>();

    /// <summary>Calls the getter that implements <see cref="IPeerContract{TContract}.Descriptor"/>, found by what it returns.</summary>
    internal static PeerContractDescriptor<TContract> Find<TContract>()
        where TContract : class, IPeerContract<TContract>
    {
        foreach (var method in StaticMethods(typeof(TContract)))
        {
            if (method.ReturnType == typeof(PeerContractDescriptor<TContract>)
                && method.Name.EndsWith("get_" + nameof(IPeerContract<>.Descriptor), StringComparison.Ordinal)
                && method.GetParameters().Length == 0)
            {
                return (PeerContractDescriptor<TContract>)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
            }
        }

        throw new InvalidOperationException($"{typeof(TContract)} does not implement {nameof(IPeerContract<>)} by itself, which this runtime needs.");
    }

    /// <summary>A method of its own: Mono refuses whatever method contains it, used or not.</summary>
    private static PeerContractDescriptor<TContract> Direct<TContract>()
        where TContract : class, IPeerContract<TContract> => TContract.Descriptor;

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "The getter implements a member that is called by way of the type argument in Direct, and so is kept with every contract that is used.")]
    private static MethodInfo[] StaticMethods(Type contract) =>
        contract.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    /// <summary>What was found, once for each contract. A field that several threads may write the same value to needs no initializer that can fail for good.</summary>
    private static class Found<TContract>
        where TContract : class, IPeerContract<TContract>
    {
        private static PeerContractDescriptor<TContract>? _descriptor;

        public static PeerContractDescriptor<TContract> Descriptor => _descriptor ??= Find<TContract>();
    }
}
