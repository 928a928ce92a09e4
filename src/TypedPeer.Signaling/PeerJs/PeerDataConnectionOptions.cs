namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerDataConnection"/> is to be: the options of PeerJS's <c>connect</c>.</summary>
public sealed record PeerDataConnectionOptions
{
    /// <summary>Gets the label of the connection and of its data channel; null for the id of the connection.</summary>
    public string? Label { get; init; }

    /// <summary>Gets what the peer is told with the offer, by way of the server; bytes are no part of it.</summary>
    public PeerData Metadata { get; init; }

    /// <summary>Gets how values are written. Default: binary, as in PeerJS.</summary>
    public PeerDataSerialization Serialization { get; init; }

    /// <summary>
    /// Gets whether messages arrive in the order in which they were sent; they arrive in any case. Default: true. PeerJS's default is false, with
    /// which a goodbye may overtake what was sent before it.
    /// </summary>
    public bool Reliable { get; init; } = true;

    /// <summary>Gets what is taken and kept at most.</summary>
    public PeerDataLimits Limits { get; init; } = new();
}
