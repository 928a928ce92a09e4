namespace TypedPeer.CompilerServices;

/// <summary>Takes the streamed arguments of a call that is about to be sent.</summary>
public abstract class PeerOutgoingStreams
{
    private protected PeerOutgoingStreams()
    {
    }

    /// <summary>Adds the next streamed argument. The session enumerates it once the peer grants credit.</summary>
    public abstract void Add<T, TCodec>(IAsyncEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>;
}
