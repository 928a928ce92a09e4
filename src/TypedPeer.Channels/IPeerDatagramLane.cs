namespace TypedPeer.Channels;

/// <summary>Sends datagrams, each of which arrives once, or not at all, whenever it likes. Every member may be called from any thread.</summary>
public interface IPeerDatagramLane
{
    /// <summary>Gets the largest datagram, in bytes: what the network carries in one piece, since a piece that is lost would lose all of it.</summary>
    int MaxDatagramSize { get; }

    /// <summary>Sends a datagram; copies it, so the caller may reuse the memory at once. Never blocks.</summary>
    /// <returns>False when it is lost here already: more waits than is worth sending, or the lane has ended.</returns>
    /// <exception cref="ArgumentException">It is larger than <see cref="MaxDatagramSize"/>.</exception>
    bool TrySend(ReadOnlySpan<byte> datagram);
}
