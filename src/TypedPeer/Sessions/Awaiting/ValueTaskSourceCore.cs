using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace TypedPeer.Sessions.Awaiting;

/// <summary>
/// What a pooled value task stands on: completed once, awaited once, its result taken once. Whoever does more, or too late, from
/// whatever thread, gets <see cref="InvalidOperationException"/> instead of a result and changes nothing, so that no other call that
/// uses the object by then is harmed. Whoever takes the result before it is there blocks until it is, where there is another thread to
/// bring it.
/// </summary>
/// <remarks>
/// One word holds the version and all flags, so that each step is one exchange which either belongs to this very use of the object
/// or fails. The object is used again only when its result was taken and its completer has let go of it.
/// </remarks>
internal struct ValueTaskSourceCore
{
    /// <summary>Somebody is about to say what runs when it completes.</summary>
    private const int Claimed = 1;

    /// <summary>What runs when it completes is known.</summary>
    private const int Registered = 2;

    private const int Completed = 4;

    /// <summary>Somebody has the result, and the object is theirs alone until <see cref="Reset"/>.</summary>
    private const int Taken = 8;

    private const int VersionShift = 16;

    private int _word;
    private Continuation _continuation;
    private bool _result;
    private Exception? _error;

    /// <summary>Gets what tells this use of the object from those before and after.</summary>
    public readonly short Version => (short)(_word >> VersionShift);

    /// <summary>Completes, and runs what waits for it: on this thread, unless it asked for another, or it is <paramref name="elsewhere"/>. Only the first time counts.</summary>
    public void Complete(bool result, Exception? error = null, bool elsewhere = false)
    {
        _result = result;
        _error = error;
        while (true)
        {
            var word = Volatile.Read(ref _word);
            if ((word & Completed) != 0)
            {
                return;
            }

            // Copied before anybody can know that it is complete: afterwards the object may be used again at any time.
            var continuation = (word & Registered) != 0 ? _continuation : default;
            if (Interlocked.CompareExchange(ref _word, word | Completed, word) == word)
            {
                if (elsewhere)
                {
                    continuation.Queue();
                }
                else
                {
                    continuation.Run();
                }

                return;
            }
        }
    }

    /// <summary>Gets where it stands. A use that is over counts as failed, since taking its result again does.</summary>
    public ValueTaskSourceStatus GetStatus(short token)
    {
        var word = Volatile.Read(ref _word);
        return (short)(word >> VersionShift) != token ? ValueTaskSourceStatus.Faulted
            : (word & Completed) == 0 ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    /// <summary>
    /// Says what runs when it completes. Whoever comes second, or too late, is not refused here but runs at once, and is refused where
    /// it takes the result: what an await throws while it registers no async method catches, but the pool, and that ends the process.
    /// </summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        var registered = new Continuation(continuation, state, flags);
        if (!TryRegister(registered, token))
        {
            registered.Queue();
        }
    }

    /// <summary>Waits until it is complete, and makes the object the caller's alone, once. The caller resets it.</summary>
    public void Take(short token)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var word = Volatile.Read(ref _word);
            if ((short)(word >> VersionShift) != token || (word & Taken) != 0 || (word & (Claimed | Completed)) == Claimed)
            {
                throw Refuse();
            }

            if ((word & Completed) == 0)
            {
                Wait(token);
            }
            else if ((word & (Claimed | Registered)) == Claimed)
            {
                spin.SpinOnce();
            }
            else if (Interlocked.CompareExchange(ref _word, word | Taken, word) == word)
            {
                return;
            }
        }
    }

    /// <summary>Returns what it was completed with. Only for who took it.</summary>
    public readonly bool GetResult()
    {
        if (_error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return _result;
    }

    /// <summary>Makes it ready for its next use. Only for who took it, and while nobody else knows of it.</summary>
    public void Reset()
    {
        _continuation = default;
        _error = null;
        Volatile.Write(ref _word, (ushort)(Version + 1) << VersionShift);
    }

    private static InvalidOperationException Refuse() =>
        new("The value task was awaited, or its result taken, before: both can be done once. AsTask() returns a task for more than one.");

    private bool TryRegister(in Continuation continuation, short token)
    {
        int word;
        do
        {
            word = Volatile.Read(ref _word);
            if ((short)(word >> VersionShift) != token || (word & (Claimed | Taken)) != 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _word, word | Claimed, word) != word);

        // Nobody takes the result, and so uses the object again, before the registration is through.
        _continuation = continuation;
        if ((Interlocked.Add(ref _word, Registered) & Completed) != 0)
        {
            continuation.Queue();
        }

        return true;
    }

    private void Wait(short token)
    {
        SingleThread.ThrowIfCannotWait();

        // A task tells the thread pool that its thread waits; nothing else does.
        var done = new TaskCompletionSource();
        if (!TryRegister(new Continuation(static state => ((TaskCompletionSource)state!).SetResult(), done, ValueTaskSourceOnCompletedFlags.None), token))
        {
            throw Refuse();
        }

        done.Task.GetAwaiter().GetResult();
    }
}
