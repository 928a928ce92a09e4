using System.Runtime.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>
/// Runs a chain of interceptors around an enumeration: the chain begins before the first item, its innermost part lasts as
/// long as the enumeration, and the enumeration ends when the chain has, with whatever exception it had.
/// </summary>
internal static class InterceptedStream
{
    public static async IAsyncEnumerable<T> RunAsync<T>(
        InterceptorChain chain,
        PeerInvocation invocation,
        Func<CancellationToken, IAsyncEnumerable<T>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var enumerated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = chain.RunAsync(
            invocation,
            () =>
            {
                entered.TrySetResult();
                return new ValueTask(enumerated.Task);
            }).AsTask();
        await Task.WhenAny(entered.Task, running).ConfigureAwait(false);
        if (!entered.Task.IsCompleted)
        {
            await running.ConfigureAwait(false);
            throw new PeerException(PeerStatus.HandlerFailed, $"An interceptor of {invocation} neither went on nor threw.");
        }

        var finished = false;
        try
        {
            var items = chain.Watch(invocation, open(cancellationToken), cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (await MoveNextAsync(items, enumerated, running).ConfigureAwait(false))
                {
                    yield return items.Current;
                }
            }

            finished = true;
        }
        finally
        {
            if (!finished)
            {
                // Broken off by the consumer, or failed: the chain learns of the end and is not waited for.
                enumerated.TrySetResult();
                _ = running.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }

        enumerated.TrySetResult();
        await running.ConfigureAwait(false);
    }

    /// <summary>A failure goes through the chain, which may turn it into another one, or into the end.</summary>
    private static async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<T> items, TaskCompletionSource enumerated, Task running)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the items throw is the chain's to see.
        catch (Exception e)
#pragma warning restore CA1031
        {
            enumerated.TrySetException(e);
            await running.ConfigureAwait(false);
            return false;
        }
    }
}
