using TypedPeer.Sessions.References;

namespace TypedPeer.Sessions.Incoming;

/// <summary>What a handler answered.</summary>
/// <param name="Call">The call it answers.</param>
/// <param name="Buffer">The encoded result, rented and given up; empty for none.</param>
/// <param name="Length">How much of the buffer the result is.</param>
/// <param name="References">What was shared for the references in it.</param>
internal readonly record struct Answer(IncomingCall Call, byte[] Buffer, int Length, SentReferences? References);
