namespace TypedPeer.Signaling.Server;

/// <summary>The ICE servers that a client is told.</summary>
/// <param name="Servers">The servers.</param>
/// <param name="ExpireIn">How long their credentials are good, at least a second; null where they are for ever.</param>
public sealed record PeerIceServers(IReadOnlyList<PeerIceServer> Servers, TimeSpan? ExpireIn = null);
