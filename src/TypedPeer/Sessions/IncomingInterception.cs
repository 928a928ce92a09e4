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

    public PeerInvocation Invocation => invocation;

    public InterceptorChain Chain => chain;

    /// <summary>Runs the chain and the handler, and answers. Never throws.</summary>
    public async Task RunAsync()
    {
        if (call.Served.Method.Kind == PeerMethodKind.Streaming)
        {
            // The stream runs the chain around its enumeration: see CompleteStream.
            Dispatch();
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

    private void Dispatch()
    {
        try
        {
            call.Served.Target.Dispatch(call);
        }
#pragma warning disable CA1031 // A handler may throw anything; the caller is told.
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
