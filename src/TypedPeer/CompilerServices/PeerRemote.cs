namespace TypedPeer.CompilerServices;

/// <summary>The peer as a generated proxy sees it. Every member may be called from any thread at any time.</summary>
public abstract class PeerRemote
{
    private protected PeerRemote()
    {
    }

    /// <summary>Calls a method that answers without a value.</summary>
    public abstract ValueTask InvokeAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;

    /// <summary>Calls a method that answers with a value.</summary>
    public abstract ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>;

    /// <summary>Calls a one-way method; completes when the call is accepted into the send queue.</summary>
    public abstract ValueTask SendAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;

    /// <summary>Returns a cold stream: each enumeration makes one call.</summary>
    public abstract IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>;
}
