namespace TypedPeer.Testing;

/// <summary>
/// What every <see cref="TypedPeer.Channels.IPeerChannel"/> owes its session: each promise of its documentation. A transport passes by
/// deriving a class that makes a connected pair; the in-memory pair does so in a few lines.
/// </summary>
public abstract class PeerChannelConformance : ChannelMemoryConformance;
