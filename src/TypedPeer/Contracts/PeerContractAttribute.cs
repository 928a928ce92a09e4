namespace TypedPeer;

/// <summary>
/// Marks a partial interface as a contract between two peers. The compiler then writes the client proxy, the dispatcher and
/// the codecs for every type its methods reach.
/// </summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class PeerContractAttribute : Attribute
{
    /// <summary>
    /// Gets or sets the name of the contract on the wire, at most 512 characters. By default it is the full name of the
    /// interface, so set it when the interface moves and deployed peers must still find it.
    /// </summary>
    public string? Name { get; set; }
}
