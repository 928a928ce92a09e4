namespace TypedPeer;

/// <summary>
/// Marks a one-way method whose calls may be lost, and overtake each other and all other calls: where the transport has a lane for datagrams, and both sides know of it, each is sent in one,
/// once, and waits for nothing. A call larger than a datagram (1100 bytes over data channels), one made before the session is connected, and all where there is no such lane, go
/// in order with the others. No time limit goes with a call.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UnreliableAttribute : Attribute;
