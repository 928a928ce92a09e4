using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>Which instance of the peer calls go to, as the header of a CALL frame spells it; and whether the peer is known to serve it alike.</summary>
internal sealed class CallTarget(PeerContractDescriptor descriptor, byte[]? encoded, bool isReference = false)
{
    /// <summary>Gets the hash of the contract's name.</summary>
    public ulong Contract { get; } = Handshake.HashName(descriptor.Name);

    public ulong Fingerprint => descriptor.Fingerprint;

    public PeerContractDescriptor Descriptor => descriptor;

    /// <summary>Gets a value indicating whether calls go to an object the peer handed out, which its hello does not list.</summary>
    public bool IsReference => isReference;

    /// <summary>Gets the encoded target field, or null for the default instance.</summary>
    public byte[]? Encoded => encoded;

    /// <summary>Gets or sets a value indicating whether the peer's description was compared and is the same. Under the lock.</summary>
    public bool IsVerified { get; set; }
}
