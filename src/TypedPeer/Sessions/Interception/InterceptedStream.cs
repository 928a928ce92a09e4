using System.Runtime.CompilerServices;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Interception;

/// <summary>
/// A chain of interceptors around an enumeration: the chain begins before the first item, its innermost part lasts as long as
/// the enumeration and lends it its surroundings, and the enumeration ends when the chain has, with whatever exception it had.
/// </summary>
internal sealed class InterceptedStream(InterceptorChain chain, PeerInvocation invocation)
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _enumerated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExecutionContext? _context;
    private bool _isToldEnd;

    /// <summary>Gets what the chain ended with after it was entered; null for nothing bad.</summary>
    public Exception? Failure => _ended.Task.Exception?.InnerException;

    /// <summary>Enumerates what <paramref name="open"/>, or an interceptor, returns once the chain has been entered.</summary>
    public async IAsyncEnumerable<T> RunAsync<T>(Func<IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerable<T>? answer = null;
        var running = RunChainAsync(
            Enter,
            () =>
            {
                answer = invocation.ResultAs<IAsyncEnumerable<T>>();
                return Enter();
            });
        await Task.WhenAny(_entered.Task, running).ConfigureAwait(false);
        if (!_entered.Task.IsCompleted)
        {
            await running.ConfigureAwait(false);
        }

        await foreach (var item in EnumerateAsync(answer ?? open(), cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Runs the chain with <paramref name="core"/> as its innermost part, or <paramref name="answer"/>; either is to wait for <see cref="Enter"/>.</summary>
    public async Task RunChainAsync(Func<ValueTask> core, Func<ValueTask> answer)
    {
        try
        {
            await chain.RunAsync(invocation, core, answer).ConfigureAwait(false);
            if (!_entered.Task.IsCompleted)
            {
                // One made an end of the failure of another; it is the stream's only one.
                invocation.Depth = 0;
                await answer().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever an interceptor throws is the end of the enumeration.
        catch (Exception e) when (_entered.Task.IsCompleted)
#pragma warning restore CA1031
        {
            _ended.TrySetException(e);
            _ = _ended.Task.Exception;
            return;
        }

        _ended.TrySetResult();
    }

    /// <summary>The innermost part of the chain was reached: its surroundings are those of the enumeration, and it lasts as long.</summary>
    public ValueTask Enter()
    {
        _context = ExecutionContext.Capture();
        _entered.TrySetResult();
        return new ValueTask(_enumerated.Task);
    }

    /// <summary>Enumerates within the chain, which was entered or will be.</summary>
    public async IAsyncEnumerable<T> EnumerateAsync<T>(IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<T>? items = null;
        try
        {
            items = Within(() => chain.Watch(invocation, source, cancellationToken).GetAsyncEnumerator(cancellationToken));
            while (await MoveNextAsync(items).ConfigureAwait(false))
            {
                yield return items.Current;
            }

            _isToldEnd = true;
        }
        finally
        {
            try
            {
                if (items is not null)
                {
                    await Within(items.DisposeAsync).ConfigureAwait(false);
                }
            }
            finally
            {
                // Also when it was broken off by the consumer, or failed: then the chain learns of the end and is not waited for.
                _enumerated.TrySetResult();
                ReportLate();
            }
        }

        await EndAsync().ConfigureAwait(false);
    }

    private Task EndAsync()
    {
        _isToldEnd = true;
        return _ended.Task;
    }

    /// <summary>Nobody waits for the end of the chain any more: what it fails with is the application's to know.</summary>
    private void ReportLate()
    {
        if (!_isToldEnd)
        {
            _ = _ended.Task.ContinueWith(
                task =>
                {
                    if (task.Exception!.InnerException is { } exception and not OperationCanceledException)
                    {
                        FailureReport.Tell($"An interceptor of {invocation}", exception, invocation.Session.Options);
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    /// <summary>A failure goes through the chain, which may turn it into another one, or into the end.</summary>
    private async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await Within(items.MoveNextAsync).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the items throw is the chain's to see.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _enumerated.TrySetException(e);
            await EndAsync().ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>An enumerator has the surroundings of whoever asks it, so each time it is asked it is given those of the chain.</summary>
    private T Within<T>(Func<T> ask)
    {
        if (_context is not { } context)
        {
            return ask();
        }

        T result = default!;
        ExecutionContext.Run(context, _ => result = ask(), null);
        return result;
    }
}
