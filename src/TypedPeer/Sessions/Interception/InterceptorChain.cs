using System.Runtime.CompilerServices;

namespace TypedPeer.Sessions.Interception;

/// <summary>The interceptors of one direction, in order.</summary>
internal sealed class InterceptorChain(IList<PeerInterceptor> interceptors)
{
    /// <summary>Runs the chain.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="core">The innermost part: makes, or handles, the call.</param>
    /// <param name="answer">Takes the place of everything behind an interceptor that did not go on and did not throw.</param>
    public ValueTask RunAsync(PeerInvocation invocation, Func<ValueTask> core, Func<ValueTask> answer) => RunFromAsync(0, invocation, core, answer);

    /// <summary>Passes the items of a stream by every interceptor that went on with the call, the innermost first.</summary>
    public async IAsyncEnumerable<T> Watch<T>(
        PeerInvocation invocation, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var seen = item;
            for (var i = invocation.Depth - 1; i >= 0; i--)
            {
                seen = interceptors[i].OnItem(invocation, seen);
            }

            yield return seen;
        }
    }

    /// <summary>Passes the items of a streamed argument by every interceptor, the outermost first.</summary>
    public async IAsyncEnumerable<T> WatchArgument<T>(
        PeerInvocation invocation, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var seen = item;
            for (var i = 0; i < interceptors.Count; i++)
            {
                seen = interceptors[i].OnArgumentItem(invocation, seen);
            }

            yield return seen;
        }
    }

    private async ValueTask RunFromAsync(int index, PeerInvocation invocation, Func<ValueTask> core, Func<ValueTask> answer)
    {
        invocation.Depth = index;
        if (index == interceptors.Count)
        {
            await core().ConfigureAwait(false);
            return;
        }

        var link = new Link();
        try
        {
            await interceptors[index].InvokeAsync(
                invocation,
                () => link.GoOn(invocation) ?? RunFromAsync(index + 1, invocation, core, answer)).ConfigureAwait(false);
        }
        finally
        {
            link.End();
        }

        if (!link.WentOn)
        {
            await answer().ConfigureAwait(false);
        }
    }

    /// <summary>Whether one interceptor went on. Once it has returned it cannot: the call may have been answered.</summary>
    private sealed class Link
    {
        private readonly Lock _lock = new();
        private bool _hasEnded;

        public bool WentOn { get; private set; }

        /// <summary>Null where the interceptor may go on; else the refusal.</summary>
        public ValueTask? GoOn(PeerInvocation invocation)
        {
            lock (_lock)
            {
                WentOn |= !_hasEnded;
                return _hasEnded
                    ? ValueTask.FromException(new InvalidOperationException($"An interceptor of {invocation} went on after it had returned."))
                    : null;
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _hasEnded = true;
            }
        }
    }
}
