using System.Text.Json;
using TypedPeer.Channels;

namespace TypedPeer.Signaling;

/// <summary>A peer that wants a link or a data connection, and has been told nothing yet, not even that this side is there.</summary>
public sealed class PeerAcceptContext
{
    internal PeerAcceptContext(string peerId, string? room, JsonElement? metadata, PeerIdentity? offeredIdentity) =>
        (PeerId, Room, Metadata, OfferedIdentity) = (peerId, room, metadata, offeredIdentity);

    /// <summary>Gets the peer's id, as the server says.</summary>
    public string PeerId { get; }

    /// <summary>Gets the room that both are in; null where the peer is in no room of this side's.</summary>
    public string? Room { get; }

    /// <summary>Gets what the peer says of itself, with its offer or in the room.</summary>
    public JsonElement? Metadata { get; }

    /// <summary>Gets what data connection it wants, such as a PeerJS page; null where it wants a link.</summary>
    public PeerDataConnectionOptions? Data { get; internal init; }

    /// <summary>Gets the fingerprint of the certificate that the peer will have to prove; null where its offer names none, or could be read as naming another as well.</summary>
    public PeerIdentity? OfferedIdentity { get; }
}
