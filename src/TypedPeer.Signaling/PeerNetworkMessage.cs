using System.Text.Json;

namespace TypedPeer.Signaling;

/// <summary>A message that came by way of the server.</summary>
/// <param name="From">The id of the peer that sent it, as the server says.</param>
/// <param name="Data">What was sent.</param>
/// <param name="Room">The room to whose members it was sent; null where it was for this peer alone.</param>
public sealed record PeerNetworkMessage(string From, JsonElement Data, string? Room = null);
