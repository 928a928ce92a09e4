namespace TypedPeer;

/// <summary>
/// Stands around calls of one direction, of every kind alike. Several run in the order they were added, the first outermost.
/// </summary>
public abstract class PeerInterceptor
{
    /// <summary>
    /// Goes around one call. What comes after <paramref name="next"/> runs when the call has ended: answered, failed, or its
    /// stream enumerated. Not going on means short-circuiting: by an exception, which the caller gets as any other, or by an
    /// answer, see <see cref="PeerInvocation.Result"/>. Interceptors further out see that answer as they see any other, items
    /// included; those further in, and the handler, never learn of the call.
    /// </summary>
    /// <param name="invocation">The call.</param>
    /// <param name="next">Goes on with the call; at most once, and not after the returned task has completed, when it fails with <see cref="InvalidOperationException"/>.</param>
    public virtual ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next();
    }

    /// <summary>Sees, and may replace, each item of the call's streamed result.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    public virtual T OnItem<T>(PeerInvocation invocation, T item) => item;

    /// <summary>Sees, and may replace, each item of the call's streamed arguments, on its way from the caller to the handler.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    public virtual T OnArgumentItem<T>(PeerInvocation invocation, T item) => item;
}
