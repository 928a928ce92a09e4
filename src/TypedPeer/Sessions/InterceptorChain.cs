using System.Runtime.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>The interceptors of one direction, in order.</summary>
internal sealed class InterceptorChain(IList<PeerInterceptor> interceptors)
{
    /// <summary>Runs the chain with <paramref name="core"/> as its innermost part.</summary>
    public ValueTask RunAsync(PeerInvocation invocation, Func<ValueTask> core) => Link(0, invocation, core)();

    /// <summary>Passes the items of a stream by every interceptor, the innermost first.</summary>
    public async IAsyncEnumerable<T> Watch<T>(
        PeerInvocation invocation, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var seen = item;
            for (var i = interceptors.Count - 1; i >= 0; i--)
            {
                seen = interceptors[i].OnItem(invocation, seen);
            }

            yield return seen;
        }
    }

    private Func<ValueTask> Link(int index, PeerInvocation invocation, Func<ValueTask> core) =>
        index == interceptors.Count ? core : () => interceptors[index].InvokeAsync(invocation, Link(index + 1, invocation, core));
}
