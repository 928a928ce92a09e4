using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>Where the calls of a proxy go whose remote is no peer of its own: to several peers at once, or to an answer that is there already.</summary>
internal abstract class RemoteDetour
{
    /// <summary>A method that answers without a value was called.</summary>
    public abstract ValueTask InvokeAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;

    /// <summary>A method that answers with a value was called.</summary>
    public abstract ValueTask<TResult> InvokeAsync<TArguments, TResult>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;

    /// <summary>A one-way method was called.</summary>
    public abstract ValueTask SendAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;

    /// <summary>A method that answers with a stream was called.</summary>
    public abstract IAsyncEnumerable<TItem> Stream<TArguments, TItem>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments;
}
