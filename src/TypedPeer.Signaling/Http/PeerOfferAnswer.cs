namespace TypedPeer.Signaling;

/// <summary>What goes back to a peer that made an offer.</summary>
/// <param name="Id">The name of its connection for restarts and its end: 128 random bits in hexadecimal, so who does not have it cannot guess it.</param>
/// <param name="ETag">Names the ICE session (RFC 9725, section 4.3.1); another after each restart.</param>
/// <param name="Body">The answer as SDP, or to a fragment the fragment of the answer (RFC 8840); empty where candidates were taken and nothing is to be said.</param>
public sealed record PeerOfferAnswer(string Id, string ETag, string Body);
