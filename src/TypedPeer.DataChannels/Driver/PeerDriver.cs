using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Runs one core on real sockets, a clock and the thread pool. One lock guards the core; datagrams are sent under it, and those
/// received meanwhile are left to whoever has it; events are raised without it, in order, by whichever thread finds none raising.
/// </summary>
internal sealed class PeerDriver : IUdpPortOwner, IThreadPoolWorkItem, IDisposable
{
    /// <summary>So many bytes given to Send are worth a system call at once; less waits for the pool when data are in flight already.</summary>
    private const int FlushBytes = 16 * 1024;

    /// <summary>
    /// Nor does a message wait when nothing was sent for so long, in microseconds: that bounds the system calls, and messages that
    /// come in quick succession still leave together.
    /// </summary>
    private const long FlushInterval = 10;

    /// <summary>So many messages are handled sooner than a packet is sent; see <see cref="AnswersWithEvents"/>.</summary>
    private const int FewEvents = 4;

    /// <summary>What a small message weighs beside its bytes, for <see cref="FlushBytes"/>.</summary>
    private const int MessageOverhead = 64;

    [ThreadStatic]
    private static PeerDriver? s_raising;

    private readonly CoreLock _lock;
    private readonly DatagramInbox _inbox = new();
    private readonly PeerConnectionCore _core;
    private readonly IPeerEventSink _sink;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly SendBatch _batch = new();
    private readonly PeerEventQueue _raised = new();
    private readonly LastWork _lastWork = new();
    private readonly List<UdpPort> _ports = [];
    private long _armedFor = long.MaxValue;
    private long _unflushed;
    private long _flushed;
    private long _freed;
    private int _eventsToCome;
    private bool _raising;
    private bool _lendsThread;
    private bool _workQueued;
    private bool _isStopped;

    public PeerDriver(PeerConnectionCore core, IPeerEventSink sink, TimeProvider time)
    {
        _lock = new CoreLock(TakeUp);
        _core = core;
        _sink = sink;
        _time = time;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((PeerDriver)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Gets the clock of the core, in microseconds.</summary>
    private long Now => _time.GetElapsedTime(_origin).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Runs an action on the core, sends what it caused, and lets the pool raise the events.</summary>
    public TResult Invoke<TState, TResult>(Func<PeerConnectionCore, TState, long, TResult> action, TState state)
    {
        using (_lock.Enter())
        {
            var now = Now;
            try
            {
                return action(_core, state, now);
            }
            finally
            {
                Flush(now);
                QueueWorkForEvents();
            }
        }
    }

    /// <summary>Reads from the core.</summary>
    public TResult Read<TState, TResult>(Func<PeerConnectionCore, TState, TResult> read, TState state)
    {
        using (_lock.Enter())
        {
            return read(_core, state);
        }
    }

    /// <summary>Puts an event of the driver's own in line with the core's.</summary>
    public void Post(in PeerEvent item)
    {
        using (_lock.Enter())
        {
            _core.Events.Add(item);
            QueueWorkForEvents();
        }
    }

    /// <summary>Queues a message and sends it at once where that pays: see <see cref="FlushBytes"/>.</summary>
    public void Send(DataChannelCore channel, ReadOnlySpan<byte> payload, bool isText)
    {
        using (_lock.Enter())
        {
            var now = Now;
            _core.Transport.Send(channel, payload, isText, now);
            _unflushed += payload.Length + MessageOverhead;
            if (_unflushed < FlushBytes && s_raising == this && _eventsToCome > 0)
            {
                // The thread that raises events flushes after the last one.
                return;
            }

            if (_unflushed >= FlushBytes || s_raising == this || now - _flushed >= FlushInterval || !_core.Transport.HasDataInFlight)
            {
                Flush(now);
                QueueWorkForEvents();
            }
            else
            {
                QueueWork();
            }
        }
    }

    /// <summary>Runs work on this thread once it has raised all events, if it is raising any; otherwise, or if more work follows, on the pool.</summary>
    public void QueueAfterEvents(IThreadPoolWorkItem work)
    {
        if (s_raising == this && _lendsThread)
        {
            _lastWork.Add(work);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>Opens sockets; each becomes a host candidate. <see cref="EndGathering"/> is to follow.</summary>
    public void OpenPorts(IEnumerable<IPAddress> addresses, int port, int socketBufferSize, bool useOffload)
    {
        using (_lock.Enter())
        {
            if (_isStopped)
            {
                return;
            }

            foreach (var address in addresses)
            {
                var opened = UdpPort.TryOpen(address, port, socketBufferSize, useOffload);
                if (opened is null)
                {
                    continue;
                }

                var index = _core.Transport.Ice.AddLocalSocket(opened.LocalEndPoint);
                while (_ports.Count <= index)
                {
                    _ports.Add(opened);
                }

                opened.Start(index, this);
            }

            Flush(Now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Asks STUN servers from every socket, and says that there are no more sockets or servers.</summary>
    public void EndGathering(IReadOnlyList<IPEndPoint> stunServers)
    {
        using (_lock.Enter())
        {
            if (_isStopped)
            {
                return;
            }

            var now = Now;
            foreach (var server in stunServers)
            {
                _core.Transport.Ice.AddStunServer(server, now);
            }

            _core.EndGathering(now);
            Flush(now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Gets whether any socket sends whole runs.</summary>
    public bool SendOffload
    {
        get
        {
            using (_lock.Enter())
            {
                return _ports.Exists(static port => port.SendOffload);
            }
        }
    }

    void IUdpPortOwner.OnReceived(int port, IPEndPoint remote, Span<byte> data)
    {
        if (!_lock.TryEnter())
        {
            if (_inbox.TryAdd(port, remote, data))
            {
                _lock.Leave(LeftWork.Datagrams);
                return;
            }

            _ = _lock.Enter();
        }

        try
        {
            // Those left to this thread came before.
            TakeInbox();
            HandleDatagram(port, remote, data);
        }
        finally
        {
            _lock.Exit();
        }
    }

    void IUdpPortOwner.OnIdle(int port)
    {
        if (!_lock.TryEnter())
        {
            _lock.Leave(LeftWork.Flush);
            return;
        }

        try
        {
            if (!AnswersWithEvents())
            {
                Flush(Now);
            }
        }
        finally
        {
            _lock.Exit();
        }
    }

    void IUdpPortOwner.OnBusy(int port) => _lock.Leave(LeftWork.Flush | LeftWork.Raise);

    void IUdpPortOwner.RaiseEvents()
    {
        if (_lock.TryEnter())
        {
            _lock.Exit();
            RaiseEvents(lendsThread: true);
        }
        else
        {
            _lock.Leave(LeftWork.Raise);
        }
    }

    void IUdpPortOwner.OnFailed(int port, Exception exception)
    {
        // The agent finds out by its checks and moves to another pair, or fails.
    }

    void IThreadPoolWorkItem.Execute()
    {
        using (_lock.Enter())
        {
            _workQueued = false;
            Flush(Now);
        }

        RaiseEvents(lendsThread: true);
    }

    public void Dispose()
    {
        using (_lock.Enter())
        {
            Stop();
        }
    }

    private void OnTimer()
    {
        using (_lock.Enter())
        {
            _armedFor = long.MaxValue;
            if (_isStopped)
            {
                return;
            }

            var now = Now;
            _core.Transport.HandleDeadline(now);
            Flush(now);
        }

        // Whose thread this is, the clock knows.
        RaiseEvents(lendsThread: false);
    }

    private void Flush(long now)
    {
        _unflushed = 0;
        _flushed = now;
        if (_isStopped)
        {
            return;
        }

        bool more;
        do
        {
            more = _core.Transport.Fill(_batch, now);
            foreach (ref readonly var run in _batch.Runs)
            {
                _ports[run.Socket].Send(run, _batch[run]);
            }

            _batch.Clear();
        }
        while (more);

        if (_core.Transport.IsFinished)
        {
            Stop();
        }
        else
        {
            ArmTimer(now);
        }
    }

    /// <summary>Arms for an earlier deadline only: deadlines move back with every packet, and a timer that fires early just looks again.</summary>
    private void ArmTimer(long now)
    {
        var deadline = _core.Transport.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            var milliseconds = Math.Max(0, (deadline - now + 999) / 1000);
            _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Stop()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _core.Dispose();
        _timer.Dispose();
        foreach (var port in _ports.Distinct())
        {
            port.Dispose();
        }
    }

    /// <summary>
    /// Whether what there is to send, acknowledgements above all, may wait until the events are raised, after which there is a flush:
    /// a few messages for a session, which often causes something that leaves in the same packet.
    /// </summary>
    private bool AnswersWithEvents()
    {
        var events = _core.Events;
        if (_raising || events.Count is 0 or > FewEvents)
        {
            return false;
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (!_sink.IsPrompt(in events[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Does what other threads left to this one while it had the core.</summary>
    private void TakeUp(LeftWork work)
    {
        TakeInbox();
        if ((work & LeftWork.Flush) != 0)
        {
            Flush(Now);
        }

        if ((work & LeftWork.Raise) != 0)
        {
            QueueWorkForEvents();
        }
    }

    private void TakeInbox()
    {
        if (!_inbox.IsEmpty)
        {
            var waiting = _inbox.TakeAll();
            for (var i = 0; i < waiting.Count; i++)
            {
                HandleDatagram(waiting.PortOf(i), waiting.RemoteOf(i), waiting.DataOf(i));
            }
        }
    }

    private void HandleDatagram(int port, IPEndPoint remote, Span<byte> data)
    {
        if (!_isStopped)
        {
            _core.Transport.HandleDatagram(port, remote, data, Now);
        }
    }

    private void QueueWorkForEvents()
    {
        if (_core.Events.Count > 0 && !_raising)
        {
            QueueWork();
        }
    }

    private void QueueWork()
    {
        if (!_workQueued)
        {
            _workQueued = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <param name="lendsThread">Whether the thread has nothing to do afterwards, so that what an event caused may run on it.</param>
    private void RaiseEvents(bool lendsThread)
    {
        using (_lock.Enter())
        {
            if (_raising || _core.Events.Count == 0)
            {
                return;
            }

            _raising = true;
            _raised.Swap(_core.Events);
        }

        _lendsThread = lendsThread && Thread.CurrentThread.IsThreadPoolThread;
        RaiseAll()?.Execute();
    }

    /// <summary>Returns the work left for this thread. From then on another may raise events.</summary>
    private IThreadPoolWorkItem? RaiseAll()
    {
        var outer = s_raising;
        s_raising = this;
        try
        {
            IThreadPoolWorkItem? last;
            do
            {
                RaiseBatch();
            }
            while (TakeNextBatch(out last));
            return last;
        }
        finally
        {
            s_raising = outer;
        }
    }

    private void RaiseBatch()
    {
        _freed = 0;
        for (var i = 0; i < _raised.Count; i++)
        {
            _eventsToCome = _raised.Count - i - 1;
            if (!_sink.IsPrompt(in _raised[i]))
            {
                _lastWork.Release();
            }

            _freed += _sink.OnEvent(in _raised[i]);
        }

        _raised.Clear();
    }

    /// <summary>False when nothing is left to raise: then what work was kept is the caller's, and another thread may raise events.</summary>
    private bool TakeNextBatch(out IThreadPoolWorkItem? last)
    {
        last = null;
        using (_lock.Enter())
        {
            var now = Now;
            _core.Transport.Consumed(_freed, now);
            Flush(now);
            if (_core.Events.Count == 0)
            {
                last = _lastWork.Take();
                _raising = false;
                return false;
            }

            _lastWork.Release();
            _raised.Swap(_core.Events);
            return true;
        }
    }
}
