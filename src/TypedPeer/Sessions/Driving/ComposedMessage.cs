namespace TypedPeer.Sessions.Driving;

/// <summary>A channel message that was composed and not sent: a rented buffer, and how much of it the message is.</summary>
internal readonly record struct ComposedMessage(byte[] Buffer, int Length);
