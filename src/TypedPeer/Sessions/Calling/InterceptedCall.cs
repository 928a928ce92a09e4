using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Interception;

namespace TypedPeer.Sessions.Calling;

/// <summary>Calls of this side with interceptors around them.</summary>
internal static class InterceptedCall
{
    public static async ValueTask InvokeAsync<TArguments>(
        PeerRemote remote, InterceptorChain chain, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
    {
        var invocation = Describe(remote, method, token);
        await chain.RunAsync(invocation, () => remote.InvokeAsync(Settings(remote, chain, invocation, method), method, in arguments, token), WithoutValue).ConfigureAwait(false);
    }

    public static async ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(
        PeerRemote remote, InterceptorChain chain, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>
    {
        var invocation = Describe(remote, method, token);
        await chain.RunAsync(
            invocation,
            async () => invocation.Result = await remote.InvokeAsync<TArguments, TResult, TCodec>(
                Settings(remote, chain, invocation, method), method, in arguments, token).ConfigureAwait(false),
            () =>
            {
                _ = invocation.ResultAs<TResult>();
                return default;
            }).ConfigureAwait(false);
        return invocation.ResultAs<TResult>();
    }

    public static async ValueTask SendAsync<TArguments>(
        PeerRemote remote, InterceptorChain chain, PeerMethod method, TArguments arguments, CancellationToken token)
        where TArguments : struct, IPeerArguments
    {
        var invocation = Describe(remote, method, token);
        await chain.RunAsync(invocation, () => remote.SendAsync(Settings(remote, chain, invocation, method), method, in arguments, token), WithoutValue).ConfigureAwait(false);
    }

    /// <summary>Makes a one-way call whose arguments are written already.</summary>
    public static ValueTask SendAsync(PeerRemote remote, InterceptorChain chain, PeerMethod method, Func<CallSettings, ValueTask> send)
    {
        var invocation = Describe(remote, method, CancellationToken.None);
        return chain.RunAsync(invocation, () => send(Settings(remote, chain, invocation, method)), WithoutValue);
    }

    public static async IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(
        PeerRemote remote,
        InterceptorChain chain,
        PeerMethod method,
        TArguments arguments,
        CancellationToken token,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>
    {
        var invocation = Describe(remote, method, token.CanBeCanceled ? token : cancellationToken);
        var items = new InterceptedStream(chain, invocation).RunAsync(
            () => remote.Open<TArguments, TItem, TCodec>(Settings(remote, chain, invocation, method), method, arguments, token),
            cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            yield return item;
        }
    }

    private static ValueTask WithoutValue() => default;

    private static PeerInvocation Describe(PeerRemote remote, PeerMethod method, CancellationToken token)
    {
        var invocation = remote.Scope.CreateInvocation(remote.Target, method, token);
        if (remote.Settings.Headers is { } headers)
        {
            invocation.Headers = headers;
        }

        return invocation;
    }

    private static CallSettings Settings(PeerRemote remote, InterceptorChain chain, PeerInvocation invocation, PeerMethod method) =>
        invocation.HasOwnHeaders || method.Streams > 0 ? remote.Settings.Within(chain, invocation) : remote.Settings;
}
