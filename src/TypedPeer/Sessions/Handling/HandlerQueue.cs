using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>Starts the handlers of one target's calls, in their order, each up to its first await; on the application's scheduler, where there is one.</summary>
internal sealed class HandlerQueue(SessionScope scope, ServedTarget target) : SessionWork
{
    private Action? _start;

    /// <summary>The call that the application was asked about, and whose handler starts next. Nothing is taken out of the queue meanwhile.</summary>
    private PeerIncomingCall? _checked;

    public SessionScope Scope => scope;

    /// <summary>Starts a handler that keeps no place in the queue.</summary>
    public void StartConcurrent(PeerIncomingCall call)
    {
        if (!call.IsChecked)
        {
            call.Begin(this);
        }

        if (scope.Options.HandlerScheduler is not { } scheduler)
        {
            StartUnlessAsked(call);
            return;
        }

        var once = new StartOnce(this, call);
        if (TrySchedule(scheduler, once.Start) is { } failure)
        {
            once.Fail(failure);
        }
    }

    /// <summary>Runs the handler up to its first await, unless the application takes its time to say whether the call may be made: then this is called again.</summary>
    private void StartUnlessAsked(PeerIncomingCall call)
    {
        if (MayGoOn(call, call.Call.Handler))
        {
            Start(call);
        }
    }

    /// <summary>Runs the handler up to its first await.</summary>
    public void Start(PeerIncomingCall call)
    {
        if (call.Call.CancelStatus is not PeerStatus.Ok and var status)
        {
            if (call.IsOneWay && status == PeerStatus.DeadlineExceeded)
            {
                HandlerError.Report(new PeerException(status, $"{call.CancelMessage} Its handler had not started."), call);
            }

            scope.Session.AnswerError(call.Call, status, call.CancelMessage);
            return;
        }

        if (call.Refusal is { } refusal)
        {
            call.Fail(refusal);
            return;
        }

        if (call.Context is { } context)
        {
            ExecutionContext.Restore(context);
        }

        try
        {
            if (scope.IncomingInterceptors is { } chain)
            {
                call.Interception = new IncomingInterception(chain, call, scope.CreateInvocation(call));
                _ = call.Interception.RunAsync();
                return;
            }

            Dispatch(call);
        }
#pragma warning disable CA1031 // A handler may throw anything; the caller is told, and the session goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
        }
    }

    /// <summary>Calls the user's method on the instance, or on one made for this call, which is given back when the call has ended.</summary>
    public void Dispatch(PeerIncomingCall call)
    {
        var instance = target.Instance;
        if (target.Rent is { } rent)
        {
            var rented = rent();
            if (rented.Lease is { } lease)
            {
                call.Call.AtEnd = new InstanceDisposal(lease, call.Served.Method, scope.Session, call.Call.Kept);
            }

            instance = rented.Instance ?? throw new InvalidOperationException($"There is no object for the call of {call.Served.Method}: what makes them for {target.Contract.Name} returned none.");
        }

        ((IContractCode)call.Served.Descriptor).Dispatch(call.Served.Index, instance!, call);
    }

    protected override void Run()
    {
        if (scope.Options.HandlerScheduler is not { } scheduler)
        {
            StartAll();
        }
        else if (TrySchedule(scheduler, _start ??= StartAll) is { } failure)
        {
            for (var call = TakeFirst(); call is not null; call = Begin(scope.Session.Next(target)))
            {
                call.Fail(failure);
            }
        }
    }

    /// <summary>Hands an action to the application's scheduler. Null, or what that threw instead of taking it.</summary>
    private static Exception? TrySchedule(TaskScheduler scheduler, Action action)
    {
        try
        {
            _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            return null;
        }
#pragma warning disable CA1031 // The scheduler is the application's, and may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e is TaskSchedulerException { InnerException: { } inner } ? inner : e;
        }
    }

    private void StartAll()
    {
        var started = StartedCall.Current;
        var call = TakeFirst();
        while (call is not null)
        {
            // Before it is asked: the answer may come, and this be run again, before the question returns.
            _checked = call;
            if (!MayGoOn(call, this))
            {
                return;
            }

            _checked = null;
            call = Begin(started.Start(this, call, out var answer) ? scope.Session.Next(target, answer) : scope.Session.Next(target));
        }
    }

    private bool MayGoOn(PeerIncomingCall call, SessionWork resume) =>
        scope.Check is not { } check || call.IsChecked || call.Call.CancelStatus != PeerStatus.Ok || check.TryAsk(call, resume);

    private PeerIncomingCall? TakeFirst()
    {
        var first = _checked;
        _checked = null;
        return first ?? Begin(scope.Session.Next(target));
    }

    private PeerIncomingCall? Begin(IncomingCall? next)
    {
        if (next is null)
        {
            return null;
        }

        var call = HandledCall.Of(next);
        call.Begin(this);
        return call;
    }

    /// <summary>A scheduler that throws may have taken, or even run, what it was given.</summary>
    private sealed class StartOnce(HandlerQueue queue, PeerIncomingCall call)
    {
        private int _isOver;

        public void Start()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                queue.StartUnlessAsked(call);
            }
        }

        public void Fail(Exception exception)
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                call.Fail(exception);
            }
        }
    }
}
