namespace TypedPeer.DataChannels;

/// <summary>A server of <see cref="PeerConnectionOptions.IceServers"/> that could not be asked (W3C <c>RTCPeerConnectionIceErrorEvent</c>).</summary>
/// <param name="Url">The server's address as it was given.</param>
/// <param name="Error">What went wrong, for a log.</param>
public sealed record IceCandidateError(string Url, string Error);
