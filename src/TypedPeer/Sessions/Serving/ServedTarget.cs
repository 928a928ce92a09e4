using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// One served instance and the queue of calls to it. Handlers start one after another, in the order their calls arrived; a
/// one-way call keeps its place from its first frame and waits for the one-way call before it (docs/protocol.md, "Order").
/// </summary>
internal sealed class ServedTarget
{
    private readonly PeerTable<ServedMethod> _methods = new();
    private ServingState _serving = null!;
    private QueuedCall? _head;
    private QueuedCall? _tail;
    private long _came;
    private long _handled;
    private Queue<(long After, ulong Call)>? _behind;
    private bool _isStarting;
    private bool _oneWayRuns;

    /// <summary>Serves an object, or one made for each call.</summary>
    /// <param name="contract">What it is served as.</param>
    /// <param name="name">The name of the instance; null for the default one, and for objects that are handed out.</param>
    /// <param name="instance">The object.</param>
    /// <param name="rent">Makes one for each call instead.</param>
    public ServedTarget(IContractDescription contract, string? name, object? instance, Func<PeerInstance>? rent = null)
    {
        Contract = contract;
        Name = name;
        Instance = instance;
        Rent = rent;
        Add(contract);
        foreach (var parent in contract.Bases)
        {
            Add(parent);
        }
    }

    /// <summary>Gets the contract it is served as, whose methods and those of its bases it answers.</summary>
    public IContractDescription Contract { get; }

    /// <summary>Gets the name of the instance; null for the default one.</summary>
    public string? Name { get; }

    /// <summary>Gets the object that is served; null when there is one for each call.</summary>
    public object? Instance { get; }

    /// <summary>Gets what makes an object for each call; null when there is one for all.</summary>
    public Func<PeerInstance>? Rent { get; }

    /// <summary>Gets what starts handlers.</summary>
    public SessionWork Starter { get; private set; } = null!;

    /// <summary>Gets or sets a value indicating whether the queue waits until answers have left.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>The session that serves it begins.</summary>
    public void Attach(ServingState serving)
    {
        _serving = serving;
        Starter = serving.Handlers.CreateQueue(this);
    }

    public ServedMethod? Find(ulong method) => _methods.Find(method);

    /// <summary>Adds a call at the end.</summary>
    public void Enqueue(QueuedCall call)
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

    /// <summary>Takes the first call if its handler may start now. Null: none may, and <see cref="Starter"/> is given out again when one may.</summary>
    public QueuedCall? Next()
    {
        var call = Dequeue();
        _isStarting = call is not null;
        return call;
    }

    /// <summary>Has the table of outgoing calls told once all one-way calls that are here by now have been handled. False when they have been.</summary>
    public bool TryWaitBehind(ulong outgoingCall)
    {
        if (_came == _handled)
        {
            return false;
        }

        (_behind ??= new()).Enqueue((_came, outgoingCall));
        return true;
    }

    /// <summary>Lets the queue be looked at again.</summary>
    public void Wake()
    {
        if (!_isStarting && _head is { } head && CanStart(head))
        {
            _isStarting = true;
            _serving.Session.Add(Starter);
        }
    }

    /// <summary>A one-way handler finished.</summary>
    public void OneWayFinished(QueuedCall call)
    {
        if (!call.Served.Method.IsConcurrent)
        {
            _oneWayRuns = false;
            _handled++;
            while (_behind is not null && _behind.TryPeek(out var first) && first.After <= _handled)
            {
                _behind.Dequeue();
                _serving.Handled?.Invoke(first.Call);
            }

            Wake();
        }
    }

    private void Add(IContractDescription contract)
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

    private bool CanStart(QueuedCall call) =>
        (!call.IsOneWay || (call.ArgumentsComplete && !_oneWayRuns)) && _serving.Answers.MayStart(this);

    private QueuedCall? Dequeue()
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
}
