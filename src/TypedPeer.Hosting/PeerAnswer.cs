using TypedPeer.DataChannels;

namespace TypedPeer.Hosting;

/// <summary>What <see cref="PeerSessionFactory.AnswerAsync"/> made of an offer.</summary>
/// <param name="Description">The answer, with every candidate in it: for the peer.</param>
/// <param name="Session">The session, whose channel opens once the peer has the answer.</param>
public sealed record PeerAnswer(SessionDescription Description, PeerSession Session);
