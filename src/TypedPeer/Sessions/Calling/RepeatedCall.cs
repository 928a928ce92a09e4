using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>Calls that are made again when they fail in a way that another moment may change.</summary>
internal static class RepeatedCall
{
    public static async ValueTask InvokeAsync<TArguments>(PeerRemote remote, CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
    {
        var attempts = new CallAttempts(remote, settings, method);
        while (true)
        {
            PeerException failure;
            try
            {
                await remote.InvokeAsync(attempts.Settings, method, in arguments, token).ConfigureAwait(false);
                return;
            }
            catch (PeerException e)
            {
                failure = e;
            }

            await attempts.GoOnAsync(failure, token).ConfigureAwait(false);
        }
    }

    public static async ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(
        PeerRemote remote, CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>
    {
        var attempts = new CallAttempts(remote, settings, method);
        while (true)
        {
            PeerException failure;
            try
            {
                return await remote.InvokeAsync<TArguments, TResult, TCodec>(attempts.Settings, method, in arguments, token).ConfigureAwait(false);
            }
            catch (PeerException e)
            {
                failure = e;
            }

            await attempts.GoOnAsync(failure, token).ConfigureAwait(false);
        }
    }

    public static async ValueTask SendAsync<TArguments>(PeerRemote remote, CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
    {
        var attempts = new CallAttempts(remote, settings, method);
        while (true)
        {
            PeerException failure;
            try
            {
                await remote.SendAsync(attempts.Settings, method, in arguments, token).ConfigureAwait(false);
                return;
            }
            catch (PeerException e)
            {
                failure = e;
            }

            await attempts.GoOnAsync(failure, token).ConfigureAwait(false);
        }
    }

    /// <summary>A stream is begun again until it has given an item.</summary>
    public static async IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(
        PeerRemote remote,
        CallSettings settings,
        PeerMethod method,
        TArguments arguments,
        CancellationToken token,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>
    {
        var attempts = new CallAttempts(remote, settings, method);
        while (true)
        {
            var items = new RemoteStream<TArguments, TItem, TCodec>(remote, attempts.Settings, method, arguments, token).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                PeerException? failure = null;
                var hasItem = false;
                try
                {
                    hasItem = await items.MoveNextAsync().ConfigureAwait(false);
                }
                catch (PeerException e)
                {
                    failure = e;
                }

                if (failure is null)
                {
                    for (; hasItem; hasItem = await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield return items.Current;
                    }

                    yield break;
                }

                await attempts.GoOnAsync(failure, token, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
