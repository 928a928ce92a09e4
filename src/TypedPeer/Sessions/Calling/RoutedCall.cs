using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>Calls of proxies that outlive sessions: they wait for the next session where there is none, and those that may run twice are made again there.</summary>
internal static class RoutedCall
{
    /// <summary>Makes a call without a result.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="method">What is called.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="isOneWay">Whether it is over once it is in the queue.</param>
    /// <param name="token">Cancels it.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask InvokeAsync<TArguments>(PeerRemote remote, PeerMethod method, TArguments arguments, bool isOneWay, CancellationToken token)
        where TArguments : struct, IPeerArguments
    {
        var attempts = new RoutedAttempts(remote, method);
        while (true)
        {
            var bound = await attempts.BindAsync(token).ConfigureAwait(false);
            attempts.Begin(bound);
            try
            {
                await (isOneWay ? bound.SendAsync(method, arguments, token) : bound.InvokeAsync(method, arguments, token)).ConfigureAwait(false);
                return;
            }
            catch (PeerException e) when (attempts.MayGoOn(e))
            {
                // In the next session.
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(PeerRemote remote, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>
    {
        var attempts = new RoutedAttempts(remote, method);
        while (true)
        {
            var bound = await attempts.BindAsync(token).ConfigureAwait(false);
            attempts.Begin(bound);
            try
            {
                return await bound.InvokeAsync<TArguments, TResult, TCodec>(method, arguments, token).ConfigureAwait(false);
            }
            catch (PeerException e) when (attempts.MayGoOn(e))
            {
                // In the next session.
            }
        }
    }

    /// <summary>A stream is begun again until it has given an item.</summary>
    public static async IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(
        PeerRemote remote, PeerMethod method, TArguments arguments, CancellationToken token, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, cancellationToken);
        var attempts = new RoutedAttempts(remote, method);
        while (true)
        {
            var bound = await attempts.BindAsync(both.Token).ConfigureAwait(false);
            attempts.Begin(bound);
            var items = bound.Stream<TArguments, TItem, TCodec>(method, arguments, token).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                bool hasItem;
                try
                {
                    hasItem = await items.MoveNextAsync().ConfigureAwait(false);
                }
                catch (PeerException e) when (attempts.MayGoOn(e))
                {
                    continue;
                }

                for (; hasItem; hasItem = await items.MoveNextAsync().ConfigureAwait(false))
                {
                    yield return items.Current;
                }

                yield break;
            }
        }
    }

    /// <summary>Returns a cold stream: each enumeration is one of the session that there is when it begins.</summary>
    public static IAsyncEnumerable<TItem> Open<TArguments, TItem, TCodec>(PeerRemote remote, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem> => new Cold<TArguments, TItem, TCodec>(remote, method, arguments, token);

    private sealed class Cold<TArguments, TItem, TCodec>(PeerRemote remote, PeerMethod method, TArguments arguments, CancellationToken token) : IAsyncEnumerable<TItem>
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>
    {
        public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            (remote.BindFor(method) is { } bound
                ? bound.Stream<TArguments, TItem, TCodec>(method, arguments, token)
                : Stream<TArguments, TItem, TCodec>(remote, method, arguments, token)).GetAsyncEnumerator(cancellationToken);
    }
}
