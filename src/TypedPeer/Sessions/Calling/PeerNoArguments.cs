namespace TypedPeer.CompilerServices;

/// <summary>The arguments of a method that has none.</summary>
public readonly struct PeerNoArguments : IPeerArguments
{
    /// <inheritdoc/>
    public void Write(ref PeerWriter writer)
    {
    }

    /// <inheritdoc/>
    public void AddStreams(PeerOutgoingStreams streams)
    {
    }
}
