using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>
/// The interceptors around one call that came. The dispatcher's <c>Complete</c> methods hand the outcome here instead of
/// answering; the answer goes out when the chain has ended. The call is pooled: an interceptor that goes on late, from wherever
/// it kept the rest of the chain, finds it taken and is refused.
/// </summary>
internal sealed class IncomingInterception(InterceptorChain chain, PeerIncomingCall call, PeerInvocation invocation)
{
    private readonly TaskCompletionSource _dispatched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _handler;
    private Action? _answer;
    private InterceptedStream? _stream;
    private int _isTaken;
    private bool _isHandled;
    private bool _streams;

    /// <summary>Runs the chain and the handler, and answers. Never throws.</summary>
    public async Task RunAsync()
    {
        if (call.Served.Method.Kind == PeerMethodKind.Streaming)
        {
            await RunStreamAsync(_stream = new InterceptedStream(chain, invocation)).ConfigureAwait(false);
            return;
        }

        try
        {
            await RunChainAsync(chain.RunAsync(invocation, () => Dispatched(Handle), () => Dispatched(AnswerHere))).ConfigureAwait(false);
            if (_answer is null)
            {
                await AnswerLateAsync().ConfigureAwait(false);
            }

            _answer!();
        }
#pragma warning disable CA1031 // Interceptors and handlers may throw anything; the caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
        }
    }

    /// <summary>The handler answers without a value.</summary>
    public void Complete(ValueTask task)
    {
        _answer = () => call.Reply([], 0, null);
        _handler = task.AsTask();
    }

    /// <summary>The handler answers with a value, which interceptors may replace, also when there is none because it failed.</summary>
    public void Complete<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult>
    {
        _answer = () => call.Answer<TResult, TCodec>(invocation.ResultAs<TResult>());
        _handler = CaptureAsync(task);
    }

    /// <summary>Lets the chain see the items of a streamed argument.</summary>
    public IAsyncEnumerable<T> WatchArgument<T>(IAsyncEnumerable<T> items) => chain.WatchArgument(invocation, items);

    /// <summary>Puts the chain around the handler's stream, whose end then waits for the end of the chain.</summary>
    public IAsyncEnumerable<T> CompleteStream<T>(IAsyncEnumerable<T> items, CancellationToken token)
    {
        _streams = true;
        return _stream!.EnumerateAsync(items, token);
    }

    /// <summary>The handler is called within the chain, as any other, and its stream is enumerated there.</summary>
    private async Task RunStreamAsync(InterceptedStream stream)
    {
        try
        {
            await RunChainAsync(new ValueTask(stream.RunChainAsync(() => Entered(Handle), () => Entered(AnswerHere)))).ConfigureAwait(false);
            if (!_streams)
            {
                // The handler threw instead of returning a stream; the chain has seen it.
                call.Fail(stream.Failure ?? new InvalidOperationException($"The handler of {invocation} returned no stream."));
            }
        }
#pragma warning disable CA1031 // Interceptors may throw anything; the caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_streams)
            {
                call.Fail(e);
            }
        }

        ValueTask Entered(Action dispatch)
        {
            var enumerated = stream.Enter();
            Take(dispatch);
            return enumerated;
        }
    }

    /// <summary>Takes the call when the chain has ended, in whatever way, so that nothing dispatches it once it has been answered.</summary>
    private async Task RunChainAsync(ValueTask chained)
    {
        try
        {
            await chained.ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Exchange(ref _isTaken, 1) != 0)
            {
                // One that went on and did not wait may be in the middle of it, on a thread of its own.
                await _dispatched.Task.ConfigureAwait(false);
            }

            if (_handler is { IsCompleted: false } unwaited)
            {
                _ = TellAsync(unwaited, invocation);
            }
        }
    }

    /// <summary>No interceptor waits for the handler any more: what it fails with is the application's to know.</summary>
    private static async Task TellAsync(Task handler, PeerInvocation invocation)
    {
        try
        {
            await handler.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a handler throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell(invocation.ToString(), e, invocation.Session.Options);
        }
    }

    /// <summary>An interceptor made an end of a failure that came before the handler was called, or had returned anything.</summary>
    private ValueTask AnswerLateAsync()
    {
        if (_isHandled && call.Taken.Count > 0)
        {
            throw new InvalidOperationException($"An interceptor of {invocation} made an end of a failure that came when the arguments were read already.");
        }

        AnswerHere();
        return new ValueTask(_handler!);
    }

    private ValueTask Dispatched(Action dispatch)
    {
        Take(dispatch);
        return new ValueTask(_handler!);
    }

    /// <summary>Dispatches the call, once: what is shared in its arguments is counted as they are read, and answered it is another's.</summary>
    private void Take(Action dispatch)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException($"An interceptor of {invocation} went on twice, or when the call had ended.");
        }

        try
        {
            dispatch();
        }
        finally
        {
            _dispatched.TrySetResult();
        }
    }

    private void Handle()
    {
        _isHandled = true;
        call.Queue.Dispatch(call);
    }

    /// <summary>Has the call dispatched to the interceptor's answer.</summary>
    private void AnswerHere()
    {
        var code = (IContractCode)call.Served.Descriptor;
        code.Dispatch(call.Served.Index, code.CreateProxyObject(new PeerRemote(new AnswerDetour(new InterceptedAnswer(call.Taken, invocation)))), call);
    }

    private async Task CaptureAsync<TResult>(ValueTask<TResult> task) => invocation.Result = await task.ConfigureAwait(false);
}
