namespace TypedPeer.Signaling;

/// <summary>What an offer of a data connection says, beside its description.</summary>
/// <param name="PeerId">The other side.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Label">Its label.</param>
/// <param name="Metadata">What the application says.</param>
/// <param name="Serialization">How values are written.</param>
/// <param name="Reliable">Whether in order.</param>
internal sealed record PeerDataOffer(string PeerId, string ConnectionId, string Label, PeerData Metadata, PeerDataSerialization Serialization, bool Reliable);
