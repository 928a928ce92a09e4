using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Handling;

/// <summary>Waits for a handler that did not finish at once, without allocating: pooled, with one delegate for life.</summary>
internal sealed class PendingResult<TResult, TCodec>
    where TCodec : struct, IPeerCodec<TResult>
{
    private static readonly ObjectPool<PendingResult<TResult, TCodec>> Pool = new(256);
    private readonly Action _continue;
    private PeerIncomingCall? _call;
    private ValueTask<TResult> _task;
    private ValueTask _plainTask;
    private bool _plain;

    private PendingResult() => _continue = Continue;

    public static void Await(PeerIncomingCall call, ValueTask<TResult> task)
    {
        var pending = Pool.Rent() ?? new();
        pending._task = task;
        pending._plain = false;
        Volatile.Write(ref pending._call, call);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pending._continue);
    }

    public static void Await(PeerIncomingCall call, ValueTask task)
    {
        var pending = Pool.Rent() ?? new();
        pending._plainTask = task;
        pending._plain = true;
        Volatile.Write(ref pending._call, call);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pending._continue);
    }

    private void Continue()
    {
        // A source of the application's own may call twice; by then this may wait for another call, whose task is not complete.
        if (!(_plain ? _plainTask.IsCompleted : _task.IsCompleted) || Interlocked.Exchange(ref _call, null) is not { } call)
        {
            return;
        }

        var task = _task;
        var plainTask = _plainTask;
        var plain = _plain;
        _task = default;
        _plainTask = default;
        Pool.Return(this);
        TResult result;
        try
        {
            if (plain)
            {
                plainTask.GetAwaiter().GetResult();
                result = default!;
            }
            else
            {
                result = task.GetAwaiter().GetResult();
            }
        }
#pragma warning disable CA1031 // The handler may throw anything; the caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
            return;
        }

        call.Answer<TResult, TCodec>(result);
    }
}
