using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>Which instance of the peer calls go to, as the header of a CALL frame spells it; and whether the peer is known to serve it alike.</summary>
internal sealed class CallTarget
{
    private readonly byte[]? _encoded;
    private byte[]? _encodedWithContract;

    private CallTarget(IContractDescription descriptor, string? instance, byte[]? encoded, bool isReference)
    {
        Descriptor = descriptor;
        Instance = instance;
        IsReference = isReference;
        Contract = NameHash.Of(descriptor.Name);
        _encoded = encoded;
    }

    /// <summary>Gets the hash of the contract's name.</summary>
    public ulong Contract { get; }

    public ulong Fingerprint => Descriptor.Fingerprint;

    /// <summary>Gets the contract the caller asked for.</summary>
    public IContractDescription Descriptor { get; }

    /// <summary>Gets the name of the instance; null for the default one, and for an object the peer handed out.</summary>
    public string? Instance { get; }

    /// <summary>Gets a value indicating whether calls go to an object the peer handed out, which its hello does not list.</summary>
    public bool IsReference { get; }

    /// <summary>Gets the number of the object the peer handed out; zero for what it serves.</summary>
    public ulong Object { get; private init; }

    /// <summary>Gets or sets a value indicating whether the peer's description was compared and is the same.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Makes the target of calls to what the peer serves.</summary>
    /// <exception cref="ArgumentException">The name is too long to travel.</exception>
    public static CallTarget Served(IContractDescription descriptor, string? instance) =>
        new(descriptor, instance, instance is null ? null : CallHeader.EncodeName(instance), isReference: false);

    /// <summary>Makes the target of calls to an object the peer handed out.</summary>
    public static CallTarget Reference(IContractDescription descriptor, ulong reference) =>
        new(descriptor, null, CallHeader.EncodeReference(reference), isReference: true) { Object = reference };

    /// <summary>Whether the method alone does not say which contract is called, because another contract declares it.</summary>
    public bool IsInherited(PeerMethod method) => !IsReference && !ReferenceEquals(method.Contract, Descriptor.Name) && !string.Equals(method.Contract, Descriptor.Name, StringComparison.Ordinal);

    /// <summary>Returns the encoded target field of a call, or null for the default instance.</summary>
    /// <param name="method">The method called.</param>
    /// <param name="features">What the peer understands.</param>
    public byte[]? Encode(PeerMethod method, PeerFeatures features) => (features & PeerFeatures.ContractTargets) != 0 && IsInherited(method)
        ? _encodedWithContract ??= CallHeader.EncodeContract(Contract, Instance)
        : _encoded;
}
