namespace TypedPeer.DataChannels;

/// <summary>An offer or an answer, in the form in which it travels between the peers (W3C <c>RTCSessionDescription</c>).</summary>
/// <param name="Type">Offer or answer.</param>
/// <param name="Sdp">The session description as text (RFC 8866).</param>
public sealed record SessionDescription(SdpType Type, string Sdp);
