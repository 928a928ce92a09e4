namespace TypedPeer.CompilerServices;

/// <summary>
/// The arguments of one call, kept as a struct until the session has a buffer to write them into. A streamed call keeps them
/// and writes them again for each enumeration, since every enumeration is a call of its own.
/// </summary>
public interface IPeerArguments
{
    /// <summary>Writes the plain arguments, in the order of the parameters.</summary>
    void Write(ref PeerWriter writer);

    /// <summary>Hands over the streamed arguments, in the order of the parameters.</summary>
    void AddStreams(PeerOutgoingStreams streams);
}
