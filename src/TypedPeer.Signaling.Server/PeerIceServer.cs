namespace TypedPeer.Signaling.Server;

/// <summary>A STUN or TURN server as W3C's RTCIceServer names it.</summary>
/// <param name="Urls">Its addresses, such as <c>turn:turn.example.org:3478?transport=udp</c> (RFC 7064, RFC 7065); at least one.</param>
/// <param name="Username">The user name at a TURN server; null for STUN.</param>
/// <param name="Credential">The password that belongs to it.</param>
public sealed record PeerIceServer(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);
