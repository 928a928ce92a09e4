namespace TypedPeer.DataChannels;

/// <summary>One ICE candidate in the form in which it travels between the peers (W3C <c>RTCIceCandidateInit</c>).</summary>
/// <param name="Candidate">The candidate attribute's value, <c>candidate:...</c>; empty for "no more candidates of this generation".</param>
/// <param name="SdpMid">The media section it belongs to.</param>
/// <param name="SdpMLineIndex">The index of that section.</param>
/// <param name="UsernameFragment">The ICE generation it belongs to, if known.</param>
public sealed record IceCandidateInit(string Candidate, string? SdpMid = null, int? SdpMLineIndex = null, string? UsernameFragment = null);
