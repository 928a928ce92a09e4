namespace TypedPeer.CompilerServices;

/// <summary>
/// Objects that travel as references: a value whose type is itself a contract stays where it is, and the peer gets a proxy
/// that calls back (docs/protocol.md, "References").
/// </summary>
/// <typeparam name="TContract">The contract.</typeparam>
public readonly struct PeerContractCodec<TContract> : IPeerReferenceCodec<TContract>
    where TContract : class, IPeerContract<TContract>
{
    /// <inheritdoc/>
    public static int MinimumSize => 1;

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => ReferenceFormat.Write(ref writer, 0);

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => ReferenceFormat.TryReadNull(ref reader);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in TContract value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        ReferenceFormat.WriteObject(ref writer, value, ContractDescriptors.Of<TContract>());
    }

    /// <inheritdoc/>
    public static TContract Read(ref PeerReader reader) =>
        (TContract)ReferenceFormat.ReadObject(ref reader, ContractDescriptors.Of<TContract>());
}
