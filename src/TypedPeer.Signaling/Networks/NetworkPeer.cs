using System.Text.Json;

namespace TypedPeer.Signaling;

/// <summary>A peer of a network, as it was when this was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metadata">What it tells the others of itself; null for nothing, or where the server tells nothing of its peers.</param>
/// <param name="State">What this side has to do with it.</param>
/// <param name="Link">The link to it; null while there is none.</param>
public sealed record NetworkPeer(string Id, JsonElement? Metadata, NetworkPeerState State, PeerLink? Link);
