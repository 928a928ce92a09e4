using System.Threading.Tasks.Sources;
using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Awaiting;

/// <summary>What runs when a value task completes, and where. It is the application's code: what it throws ends nothing.</summary>
internal readonly struct Continuation
{
    private readonly Action<object?>? _action;
    private readonly object? _state;
    private readonly object? _scheduler;
    private readonly ExecutionContext? _context;

    public Continuation(Action<object?> action, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        _action = action;
        _state = state;
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
        {
            _context = ExecutionContext.Capture();
        }

        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
        {
            _scheduler = SynchronizationContext.Current is { } synchronization && synchronization.GetType() != typeof(SynchronizationContext) ? synchronization
                : TaskScheduler.Current != TaskScheduler.Default ? TaskScheduler.Current
                : null;
        }
    }

    /// <summary>Runs it on this thread, unless it asked for another.</summary>
    public void Run()
    {
        if (_action is null)
        {
            return;
        }

        if (_scheduler is not null)
        {
            Post();
            return;
        }

        try
        {
            Invoke();
        }
#pragma warning disable CA1031 // An awaiting method throws nothing here; a callback of the application's own must not end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("what waits for a call", e);
        }
    }

    /// <summary>Runs it on another thread, so that it does not run inside of who registers it.</summary>
    public void Queue()
    {
        if (_scheduler is not null)
        {
            Post();
        }
        else if (_action is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation.Run(), this, preferLocal: false);
        }
    }

    private void Invoke()
    {
        if (_context is { } context)
        {
            ExecutionContext.Run(context, new ContextCallback(_action!), _state);
        }
        else
        {
            _action!(_state);
        }
    }

    /// <summary>Hands it to the scheduler it asked for; to the pool where that fails, since whoever waits would wait for ever.</summary>
    private void Post()
    {
        var once = new Once(this);
        try
        {
            if (_scheduler is SynchronizationContext synchronization)
            {
                synchronization.Post(static state => ((Once)state!).Run(), once);
            }
            else
            {
                _ = Task.Factory.StartNew(static state => ((Once)state!).Run(), once, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)_scheduler!);
            }
        }
#pragma warning disable CA1031 // The scheduler is the application's; whoever waits goes on all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("the scheduler that a call was awaited on", e);
            ThreadPool.UnsafeQueueUserWorkItem(static once => once.Run(), once, preferLocal: false);
        }
    }

    /// <summary>A scheduler that fails may have taken it all the same.</summary>
    private sealed class Once(Continuation continuation)
    {
        private int _ran;

        public void Run()
        {
            if (Interlocked.Exchange(ref _ran, 1) == 0)
            {
                continuation.RunHere();
            }
        }
    }

    private void RunHere()
    {
        try
        {
            Invoke();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("what waits for a call", e);
        }
    }
}
