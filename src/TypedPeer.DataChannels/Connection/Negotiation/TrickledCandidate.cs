using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>A candidate that came by itself, for a section of a description.</summary>
/// <param name="Section">The index of the media section.</param>
/// <param name="Candidate">The candidate; null for the end of candidates.</param>
/// <param name="Text">The attribute as it came.</param>
internal sealed record TrickledCandidate(int Section, IceCandidate? Candidate, string Text);
