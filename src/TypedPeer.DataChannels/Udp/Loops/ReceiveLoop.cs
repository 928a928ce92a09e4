using System.Diagnostics;
using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>
/// Waits in the kernel for any of its sockets, reads them, and raises the events that this caused, all on one thread: nothing is handed over and
/// nothing spins. It waits no longer than until the next deadline, so that nothing else has to wake it. Where raising takes long another thread goes on in its place (<see cref="Overseer"/>), and reads before it raises what was left.
/// Without sockets and deadlines it ends, and begins again with the next. Any thread may add and remove.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ReceiveLoop(LoopThreads threads, Overseer overseer, TimeSpan linger)
{
    /// <summary>What the calling thread has led last, and in which phase.</summary>
    [ThreadStatic]
    private static ReceiveLoop? t_loop;

    [ThreadStatic]
    private static long t_phase;

    private readonly Lock _lock = new();
    private readonly RaiseQueue _raises = new();
    private readonly DeadlineQueue _deadlines = new();
    private ILoopSocket?[] _sockets = new ILoopSocket?[4];
    private int _count;
    private bool _isLed;

    /// <summary>Until when the leader waits in the kernel; in the past while it does not, and will look at the deadlines before it does.</summary>
    private long _waitsUntil = long.MinValue;

    private Epoll? _epoll;
    private ReadBatch? _batch;

    /// <summary>The phase of raising that the leader is in; 0 while it reads. Whoever changes it from a phase to 0 decides who leads.</summary>
    private long _raising;

    /// <summary>Whose events the leader raises; null while it reads, since a connection that has ended is held by nobody.</summary>
    private IEventRaiser? _raiser;
    private long _phase;
    private long _seen;

    /// <summary>Gets whether the calling thread leads the loop whose events it raises; false once another one does.</summary>
    public static bool IsLedHere => t_loop is { } loop && Volatile.Read(ref loop._raising) == t_phase;

    /// <summary>Gets how often it has waited.</summary>
    public long Waits { get; private set; }

    /// <summary>Gets whether its leader raises events.</summary>
    public bool IsRaising => Volatile.Read(ref _raising) != 0;

    /// <summary>Gets how many sockets it has.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Gets whether a thread leads it.</summary>
    public bool IsLed
    {
        get
        {
            lock (_lock)
            {
                return _isLed;
            }
        }
    }

    /// <summary>Reads a socket from now on; the key by which it is removed.</summary>
    /// <exception cref="Exception">The system has no more threads or descriptors.</exception>
    public int Add(ILoopSocket socket, int descriptor)
    {
        lock (_lock)
        {
            Begin();
            var key = Array.IndexOf(_sockets, null);
            if (key < 0)
            {
                key = _sockets.Length;
                var larger = new ILoopSocket?[key * 2];
                _sockets.CopyTo(larger, 0);
                Volatile.Write(ref _sockets, larger);
            }

            _sockets[key] = socket;
            try
            {
                _epoll!.Add(descriptor, key);
            }
            catch
            {
                _sockets[key] = null;
                throw;
            }

            _count++;
            return key;
        }
    }

    /// <summary>Reads a socket no longer, which is not closed yet. It may be read once more at the moment.</summary>
    public void Remove(int key, int descriptor)
    {
        lock (_lock)
        {
            _sockets[key] = null;
            _count--;
            _epoll!.Remove(descriptor);
            if (_count == 0)
            {
                _epoll.Wake();
            }
        }
    }

    /// <summary>Calls somebody so many microseconds from now, and no more at the time set before.</summary>
    /// <exception cref="Exception">The system has no more threads or descriptors.</exception>
    public void Set(LoopDeadline deadline, long microseconds)
    {
        lock (_lock)
        {
            Begin();
            _deadlines.Set(deadline, Now + microseconds);
            if (deadline.Time < Volatile.Read(ref _waitsUntil))
            {
                Volatile.Write(ref _waitsUntil, long.MinValue);
                _epoll!.Wake();
            }
        }
    }

    /// <summary>Calls somebody no more, unless that happens at the moment.</summary>
    public void Clear(LoopDeadline deadline)
    {
        lock (_lock)
        {
            _deadlines.Remove(deadline);
        }
    }

    /// <summary>Leads until there are no sockets left, or another thread does.</summary>
    public void Lead()
    {
        while (ReadAll())
        {
            if (!RaiseAll())
            {
                overseer.OnReturned();
                return;
            }
        }
    }

    /// <summary>Whether the leader is still raising what it was when this was asked before; then it leads no longer, and another thread has to.</summary>
    public bool TryReplaceLeader()
    {
        var phase = Volatile.Read(ref _raising);
        if (phase == 0 || phase != _seen)
        {
            _seen = phase;
            return false;
        }

        if (Interlocked.CompareExchange(ref _raising, 0, phase) != phase)
        {
            return false;
        }

        // What that thread has put off until it is through is for the next leader.
        _raises.Add(_raiser!);
        return true;
    }

    private void Begin()
    {
        if (_isLed)
        {
            return;
        }

        _epoll ??= new Epoll();
        _batch ??= new ReadBatch();
        overseer.Add(this);
        try
        {
            threads.Lead(this);
            _isLed = true;
        }
        catch
        {
            overseer.Remove(this);
            throw;
        }
    }

    /// <summary>The clock of the deadlines, in microseconds.</summary>
    private static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>False once it has ended.</summary>
    private bool ReadAll()
    {
        var keys = _epoll!.Wait(BeginWait(out var isEmpty), out var isWoken);
        Volatile.Write(ref _waitsUntil, long.MinValue);
        Waits++;
        if (isEmpty && !isWoken && keys.IsEmpty && TryEnd())
        {
            return false;
        }

        var sockets = Volatile.Read(ref _sockets);
        foreach (var key in keys)
        {
            Volatile.Read(ref sockets[key])?.OnReadable(_batch!, _raises);
        }

        // After what came in time.
        var now = Now;
        while (TakeDue(now) is { } due)
        {
            due.OnDue(_raises);
        }

        return true;
    }

    /// <summary>How long to wait, in microseconds; negative for ever.</summary>
    private long BeginWait(out bool isEmpty)
    {
        lock (_lock)
        {
            isEmpty = _count == 0 && _deadlines.Count == 0 && _raises.IsEmpty;
            if (!_raises.IsEmpty)
            {
                // What a thread has left that was kept by a handler: only a look, before that is raised.
                return 0;
            }

            var next = isEmpty ? Now + (long)linger.TotalMicroseconds : _deadlines.Next;
            Volatile.Write(ref _waitsUntil, next);
            return next == long.MaxValue ? -1 : Math.Max(0, next - Now);
        }
    }

    private LoopDeadline? TakeDue(long now)
    {
        lock (_lock)
        {
            return _deadlines.TakeDue(now);
        }
    }

    private bool TryEnd()
    {
        lock (_lock)
        {
            if (_count > 0 || _deadlines.Count > 0)
            {
                return false;
            }

            overseer.Remove(this);
            _epoll!.Dispose();
            _epoll = null;
            _batch = null;
            _isLed = false;
            return true;
        }
    }

    /// <summary>False once another thread leads.</summary>
    private bool RaiseAll()
    {
        if (_raises.IsEmpty)
        {
            return true;
        }

        if (!overseer.HasSpares)
        {
            _raises.RaiseElsewhere();
            return true;
        }

        var phase = ++_phase;
        (t_loop, t_phase) = (this, phase);
        while (_raises.TryTake(out var raiser))
        {
            _raiser = raiser;

            // An exchange, and before the overseer is told: it must see this, or be told.
            Interlocked.Exchange(ref _raising, phase);
            overseer.OnRaising();
            RaiseQueue.Raise(raiser);
            LoopThreads.ClearContext();
            if (Interlocked.CompareExchange(ref _raising, 0, phase) != phase)
            {
                return false;
            }

            _raiser = null;
        }

        return true;
    }
}
