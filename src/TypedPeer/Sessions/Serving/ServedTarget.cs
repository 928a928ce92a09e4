using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Tables;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// One served instance and the queue of calls to it. Handlers start one after another, in the order their calls arrived; a
/// one-way call keeps its place from its first frame and waits for the one-way call before it (docs/protocol.md, "Order").
/// </summary>
internal sealed class ServedTarget : IThreadPoolWorkItem
{
    private readonly object? _instance;
    private readonly Func<PeerInstance>? _rent;
    private readonly PeerTable<ServedMethod> _methods = new();
    private SessionEngine _engine = null!;
    private PeerIncomingCall? _head;
    private PeerIncomingCall? _tail;
    private long _came;
    private long _handled;
    private Queue<(long After, ulong Call)>? _behind;
    private bool _isPumping;
    private bool _oneWayRuns;
    private Action? _pump;

    /// <summary>Serves an object, or one made for each call.</summary>
    /// <param name="contract">What it is served as.</param>
    /// <param name="name">The name of the instance; null for the default one, and for objects that are handed out.</param>
    /// <param name="instance">The object.</param>
    /// <param name="rent">Makes one for each call instead.</param>
    public ServedTarget(PeerContractDescriptor contract, string? name, object? instance, Func<PeerInstance>? rent = null)
    {
        Contract = contract;
        Name = name;
        _instance = instance;
        _rent = rent;
        Add(contract);
        foreach (var parent in contract.Bases.Span)
        {
            Add(parent);
        }
    }

    /// <summary>Gets the contract it is served as, whose methods and those of its bases it answers.</summary>
    public PeerContractDescriptor Contract { get; }

    /// <summary>Gets the name of the instance; null for the default one.</summary>
    public string? Name { get; }

    /// <summary>Gets or sets a value indicating whether the queue waits until answers have left. Under the lock.</summary>
    public bool IsHeldBack { get; set; }

    public void Attach(SessionEngine engine) => _engine = engine;

    public ServedMethod? Find(ulong method) => _methods.Find(method);

    /// <summary>Adds a call at the end. Under the lock.</summary>
    public void Enqueue(PeerIncomingCall call)
    {
        if (_tail is null)
        {
            _head = call;
        }
        else
        {
            _tail.Next = call;
        }

        _tail = call;
        if (call.IsOneWay)
        {
            _came++;
        }

        Wake();
    }

    /// <summary>Has the table of outgoing calls told once all one-way calls that are here by now have been handled. False when they have been. Under the lock.</summary>
    public bool TryWaitBehind(ulong outgoingCall)
    {
        if (_came == _handled)
        {
            return false;
        }

        (_behind ??= new()).Enqueue((_came, outgoingCall));
        return true;
    }

    /// <summary>Lets the queue be looked at again. Under the lock.</summary>
    public void Wake()
    {
        if (!_isPumping && _head is { } head && CanStart(head))
        {
            _isPumping = true;
            _engine.Work.Add(this);
        }
    }

    /// <summary>A one-way handler finished. Under the lock.</summary>
    public void OneWayFinished(PeerIncomingCall call)
    {
        if (!call.Served.Method.IsConcurrent)
        {
            _oneWayRuns = false;
            _handled++;
            while (_behind is not null && _behind.TryPeek(out var first) && first.After <= _handled)
            {
                _behind.Dequeue();
                _engine.Core.Outgoing.OnReported(first.Call);
            }

            Wake();
        }
    }

    public void Execute()
    {
        if (_engine.Options.HandlerScheduler is not { } scheduler)
        {
            Pump();
        }
        else if (TrySchedule(scheduler, _pump ??= Pump) is { } failure)
        {
            while (Next() is { } call)
            {
                call.Fail(failure);
            }
        }
    }

    /// <summary>Starts a handler that keeps no place in the queue.</summary>
    public void StartConcurrent(PeerIncomingCall call)
    {
        if (_engine.Options.HandlerScheduler is not { } scheduler)
        {
            Start(call);
            return;
        }

        var once = new StartOnce(this, call);
        if (TrySchedule(scheduler, once.Start) is { } failure)
        {
            once.Fail(failure);
        }
    }

    /// <summary>Runs the handler up to its first await.</summary>
    public void Start(PeerIncomingCall call)
    {
        if (call.CancelStatus != PeerStatus.Ok)
        {
            if (call.IsOneWay && call.CancelStatus == PeerStatus.DeadlineExceeded)
            {
                HandlerError.Report(new PeerException(call.CancelStatus, $"{call.CancelMessage} Its handler had not started."), call);
            }

            call.Engine.AnswerError(call, call.CancelStatus, call.CancelMessage);
            return;
        }

        var context = call.Context ?? _engine.HandlerContext;
        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }

        try
        {
            if (_engine.IncomingInterceptors is { } chain)
            {
                call.Interception = new IncomingInterception(chain, call, _engine.CreateInvocation(call));
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
        var target = _instance;
        if (_rent is not null)
        {
            var rented = _rent();
            call.Lease = rented.Lease;
            target = rented.Instance ?? throw new InvalidOperationException($"There is no object for the call of {call.Served.Method}: what makes them for {Contract.Name} returned none.");
        }

        call.Served.Descriptor.Dispatch(call.Served.Index, target!, call);
    }

    private void Pump()
    {
        var call = Next();
        while (call is not null)
        {
            call = StartedCall.Start(this, call, out var answer) ? Next(answer) : Next();
        }
    }

    private PeerIncomingCall? Next()
    {
        _engine.Enter();
        return Leave(answersAtOnce: false);
    }

    private PeerIncomingCall? Next(in Answer answer)
    {
        _engine.Enter();
        _engine.Core.Incoming.Answer(answer);
        return Leave(_engine.Core.Incoming.AnswersAtOnce);
    }

    private PeerIncomingCall? Leave(bool answersAtOnce)
    {
        var call = Dequeue();
        _isPumping = call is not null;
        _engine.Exit(eager: call is null || answersAtOnce);
        return call;
    }

    private void Add(PeerContractDescriptor contract)
    {
        var declared = contract.Methods.Span;
        for (var i = 0; i < declared.Length; i++)
        {
            if (_methods.Find(declared[i].Id) is null)
            {
                _methods.Add(declared[i].Id, new ServedMethod(this, contract, i, declared[i]));
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

    private bool CanStart(PeerIncomingCall call) =>
        (!call.IsOneWay || (call.ArgumentsComplete && !_oneWayRuns)) && _engine.Core.Incoming.MayStart(this);

    private PeerIncomingCall? Dequeue()
    {
        if (_head is not { } call || !CanStart(call))
        {
            return null;
        }

        _head = call.Next;
        call.Next = null;
        if (_head is null)
        {
            _tail = null;
        }

        _oneWayRuns |= call.IsOneWay && !call.Served.Method.IsConcurrent;
        return call;
    }

    /// <summary>A scheduler that throws may have taken, or even run, what it was given.</summary>
    private sealed class StartOnce(ServedTarget target, PeerIncomingCall call)
    {
        private int _isOver;

        public void Start()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                target.Start(call);
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
