namespace TypedPeer.Signaling.Server;

/// <summary>Hears a message of a client.</summary>
/// <param name="client">Who sent it.</param>
/// <param name="message">The message, JSON as UTF-8; lent for the call.</param>
public delegate void PeerMessageHandler(PeerServerClient client, ReadOnlySpan<byte> message);
