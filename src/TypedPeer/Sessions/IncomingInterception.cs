using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>
/// The interceptors around one call that came. The dispatcher's <c>Complete</c> methods hand the outcome here instead of
/// answering; the answer goes out when the chain has ended.
/// </summary>
internal sealed class IncomingInterception(InterceptorChain chain, PeerIncomingCall call, PeerInvocation invocation)
{
    private Task? _handler;
    private Action? _answer;
    private InterceptedStream? _stream;
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
            await chain.RunAsync(
                invocation,
                () =>
                {
                    call.Served.Target.Dispatch(call);
                    return new ValueTask(_handler!);
                }).ConfigureAwait(false);
            if (_answer is null)
            {
                throw new PeerException(PeerStatus.HandlerFailed, $"An interceptor of {invocation} neither went on nor threw.");
            }
        }
#pragma warning disable CA1031 // Interceptors and handlers may throw anything; the caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
            return;
        }

        _answer();
    }

    public void Complete(ValueTask task) => _handler = CaptureAsync(task);

    public void Complete<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult> => _handler = CaptureAsync<TResult, TCodec>(task);

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
            await stream.RunChainAsync(() =>
            {
                var enumerated = stream.Enter();
                call.Served.Target.Dispatch(call);
                return enumerated;
            }).ConfigureAwait(false);
            if (!_streams)
            {
                // The handler threw instead of returning a stream; the chain has seen it.
                call.Fail(stream.Failure ?? new PeerException(PeerStatus.HandlerFailed, $"{invocation} returned no stream."));
            }
        }
#pragma warning disable CA1031 // Interceptors may throw anything; the caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
        }
    }

    private async Task CaptureAsync(ValueTask task)
    {
        await task.ConfigureAwait(false);
        _answer = () => call.Engine.Answer(call, [], 0);
    }

    private async Task CaptureAsync<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult>
    {
        invocation.Result = await task.ConfigureAwait(false);
        _answer = () =>
        {
            if (invocation.Result is TResult result)
            {
                call.Answer<TResult, TCodec>(result);
            }
            else if (invocation.Result is null && default(TResult) is null)
            {
                call.Answer<TResult, TCodec>(default!);
            }
            else
            {
                call.Fail(new InvalidCastException($"An interceptor of {invocation} set a result of another type."));
            }
        };
    }
}
