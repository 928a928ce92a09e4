using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver.WakeUps;
using TypedPeer.DataChannels.Driver.Paths;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Runs one core on real sockets, a clock and the pool. One lock guards the core; datagrams are sent under it, those received meanwhile
/// are left to whoever has it; events are raised without it, in order, by whoever finds none raising.
/// </summary>
internal sealed class PeerDriver : IUdpPortOwner, IEventRaiser, IThreadPoolWorkItem, IDisposable
{
    /// <summary>Written in the generic method that uses it, it would be compiled for each of its uses.</summary>
    private static readonly Action<PeerConnectionCore, PeerDriver> Asked = static (core, driver) => driver.OnAsked(core);

    private static readonly Action<PeerConnectionCore, PeerDriver> RelaysWanted = static (core, driver) => driver._relays.Follow(core, driver.Now);

    private readonly CoreLock _lock;
    private readonly DatagramInbox _inbox = new();
    private readonly ContainedCore _core;
    private readonly EventPump _events;
    private readonly PacketFlusher _flusher;
    private readonly DeadlineTimer _timer;
    private readonly LocalPorts _ports;
    private readonly LocalConnections _connections;
    private readonly LocalRelays _relays;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _owned = [];
    private bool _workQueued;
    private bool _isStopped;

    public PeerDriver(PeerConnectionCore core, IPeerEventSink sink, TimeProvider time)
    {
        _lock = new CoreLock(TakeUp);
        var loop = OperatingSystem.IsLinux() ? ReceiveLoops.Shared.Next() : null;
        _ports = new LocalPorts(this, loop);
        _connections = new LocalConnections(this, OnConnectionLost);
        _relays = new LocalRelays(this, loop, OnRelayLost);
        _core = new ContainedCore(core, time);
        _events = new EventPump(this, _lock, _core, sink);
        _flusher = new PacketFlusher(_core);
        Time = time;
        _timer = new DeadlineTimer(_core, CreateWakeUp(loop));
        Search = new CandidateSearch(this, _ports, _connections, _relays);
    }

    /// <summary>Runs a new core; where that fails the core is disposed of.</summary>
    public static PeerDriver Create(PeerTransportOptions options, IPeerEventSink sink, TimeProvider time)
    {
        var core = new PeerConnectionCore(options);
        try
        {
            return new PeerDriver(core, sink, time);
        }
        catch
        {
            core.Dispose();
            throw;
        }
    }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Gets or sets who looks for names in the peer's candidates; null while nobody does.</summary>
    public NameLookups? Names { get; set; }

    /// <summary>Gets the search for candidates.</summary>
    public CandidateSearch Search { get; }

    /// <inheritdoc cref="ContainedCore.Now"/>
    public long Now => _core.Now;

    /// <summary>Runs an action on the core, sends what it caused, and lets the pool raise the events.</summary>
    public TResult Invoke<TState, TResult>(Func<PeerConnectionCore, TState, long, TResult> action, TState state)
    {
        using (_lock.Enter())
        {
            var now = Now;
            try
            {
                return _core.Ask(action, state, now);
            }
            finally
            {
                _core.Do(Asked, this);
                Flush(now);
                QueueWorkForEvents();
            }
        }
    }

    /// <summary>Does something to the core that is the driver's own, and sends what it caused. Never fails: what fails ends the connection.</summary>
    public void Do<TState>(Action<PeerConnectionCore, TState> work, Func<long, TState> state)
    {
        using (_lock.Enter())
        {
            var now = Now;
            _core.Do(work, state(now));
            Flush(now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Does as <see cref="Do"/> does unless the connection is over, which false says.</summary>
    public bool TryDo<TState>(Action<PeerConnectionCore, TState> work, Func<long, TState> state)
    {
        using (_lock.Enter())
        {
            if (_isStopped || _core.IsFinished)
            {
                return false;
            }

            Do(work, state);
            return true;
        }
    }

    /// <summary>Has deadlines kept by the loop that reads a port of many from now on. Called under the lock.</summary>
    public void WakeBy(ReceiveLoop loop) => _timer.Use(CreateWakeUp(loop));

    /// <summary>Begins to close, or closes at once. Never fails.</summary>
    public void Close(bool abort)
    {
        using (_lock.Enter())
        {
            var now = Now;
            _core.Do(static (core, args) => core.Close(args.Abort, args.Now), (Abort: abort, Now: now));
            Flush(now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Opens the receive window again by what was held for a channel that nobody holds any more. Never fails.</summary>
    public void Consume(long bytes)
    {
        using (_lock.Enter())
        {
            var now = Now;
            _core.Consumed(bytes, now);
            Flush(now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Closes for somebody who cannot wait: the finalizer.</summary>
    public void Abandon(TimeSpan timeout) => ThreadPool.UnsafeQueueUserWorkItem(
        static args =>
        {
            args.Driver.Close(abort: false);
            _ = args.Driver.EndAfterAsync(args.Timeout);
        },
        (Driver: this, Timeout: timeout),
        preferLocal: false);

    private async Task EndAfterAsync(TimeSpan timeout)
    {
        try
        {
            await _finished.Task.WaitAsync(timeout, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            // Also when the application's clock fails.
            Close(abort: true);
            Dispose();
        }
    }

    /// <summary>Reads from the core.</summary>
    public TResult Read<TState, TResult>(Func<PeerConnectionCore, TState, TResult> read, TState state)
    {
        using (_lock.Enter())
        {
            return _core.Read(read, state);
        }
    }

    /// <summary>Has an event of the driver's own raised, with the core's next ones.</summary>
    public void Post(DriverEvent item)
    {
        using (_lock.Enter())
        {
            _events.Post(item);
            QueueWorkForEvents();
        }
    }

    /// <summary>Queues a message and sends it at once where that pays: see <see cref="PacketFlusher"/>.</summary>
    public long Send(DataChannelCore channel, MessagePayload payload, bool isText)
    {
        using (_lock.Enter())
        {
            var now = Now;
            try
            {
                _core.Send(channel, payload, isText, now);
            }
            catch (PeerChannelClosedException)
            {
                // It may have been this very message that ended the connection.
                QueueWorkForEvents();
                throw;
            }

            _flusher.Count(payload.Bytes.Length);
            if (!_flusher.IsFull && _events.FlushesLater)
            {
                // Whoever raises the events flushes behind the last.
            }
            else if (_flusher.IsFull || _events.IsRaisingHere || _events.RaisesLater || _flusher.IsAloneAt(now))
            {
                Flush(now);
                QueueWorkForEvents();
            }
            else
            {
                QueueWork();
            }

            return _core.BufferedAmountOf(channel);
        }
    }

    /// <summary>Queues a message as <see cref="Send"/> does, out of lent memory.</summary>
    public long SendLent(DataChannelCore channel, ReadOnlyMemory<byte> message, IPeerMemoryOwner owner)
    {
        var isLent = MessagePayload.TryLend(message, owner, out var payload);
        var buffered = Send(channel, payload, isText: false);
        if (!isLent)
        {
            owner.Release();
        }

        return buffered;
    }

    /// <summary>Queues a message as <see cref="Send"/> does if the channel still takes any.</summary>
    public bool TrySend(DataChannelCore channel, ReadOnlySpan<byte> payload, bool isText)
    {
        using (_lock.Enter())
        {
            if (!_core.Read(static (core, channel) => core.Transport.MaySend(channel), channel))
            {
                return false;
            }

            try
            {
                Send(channel, payload, isText);
                return true;
            }
            catch (PeerChannelClosedException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc cref="EventPump.Schedule"/>
    public void Schedule(IThreadPoolWorkItem work) => _events.Schedule(work);

    /// <summary>Tells the application of an address or server that gives no candidate.</summary>
    public void ReportCandidateError(IceCandidateError error)
    {
        using (_lock.Enter())
        {
            _core.Do(static (core, error) => core.ReportCandidateError(error), error);
            QueueWorkForEvents();
        }
    }

    /// <summary>Disposes of something when the sockets are closed, or at once if they are.</summary>
    public void Own(IDisposable resource)
    {
        using (_lock.Enter())
        {
            if (_isStopped)
            {
                resource.Dispose();
            }
            else
            {
                _owned.Add(resource);
            }
        }
    }

    /// <summary>Gets a task that completes when nothing will be sent any more and the sockets are closed; events may still be raised.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Gets whether the calling thread is raising this connection's events, so that later ones wait for what it does.</summary>
    public bool IsRaisingHere => _events.IsRaisingHere;

    /// <summary>Gets whether any socket sends whole runs.</summary>
    public bool SendOffload
    {
        get
        {
            using (_lock.Enter())
            {
                return _ports.SendOffload;
            }
        }
    }

    /// <summary>A batch of events is raised. Called under the lock.</summary>
    /// <param name="freed">The bytes of the receive window that this freed.</param>
    public void OnBatchRaised(long freed)
    {
        var now = Now;
        _core.Consumed(freed, now);
        Flush(now);
    }

    void IUdpPortOwner.OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data)
    {
        if (!_lock.TryEnter())
        {
            if (_inbox.TryAdd(path, remote, data))
            {
                _lock.Defer(DeferredWork.Datagrams);
                return;
            }

            _ = _lock.Enter();
        }

        try
        {
            // Those left to this thread came before.
            TakeInbox();
            HandleDatagram(path, remote, data);
        }
        finally
        {
            _lock.Exit();
        }
    }

    void IUdpPortOwner.OnIdle(RaiseQueue raises)
    {
        if (!_lock.TryEnter())
        {
            _lock.Defer(DeferredWork.Flush | DeferredWork.Raise);
            return;
        }

        try
        {
            if (!_events.FlushesAfterEvents)
            {
                Flush(Now);
            }

            AddTo(raises);
        }
        finally
        {
            _lock.Exit();
        }
    }

    void IEventRaiser.RaiseEvents()
    {
        _events.Relieve();
        if (_lock.TryEnter())
        {
            _lock.Exit();
            _events.RaiseEvents(lendsThread: true);
        }
        else
        {
            _lock.Defer(DeferredWork.Raise);
        }
    }

    void IEventRaiser.RaiseElsewhere()
    {
        _events.Relieve();
        _lock.Defer(DeferredWork.Flush | DeferredWork.Raise);
    }

    void IEventRaiser.OnFailed(Exception exception) => Fail(exception);

    TimeProvider IUdpPortOwner.TimeProvider => Time;

    void IUdpPortOwner.OnTrouble(IPEndPoint local, SocketException exception) => ReportCandidateError(GatheringErrors.SocketInTrouble(local, exception));

    void IUdpPortOwner.OnFailed(Exception exception) => Fail(exception);

    void IUdpPortOwner.OnPortClosed()
    {
        using (_lock.Enter())
        {
            var now = Now;
            _core.Do(static (core, now) => core.Transport.Close(CloseReasons.LocalPort, abort: true, now), now);
            Flush(now);
            Stop();
            QueueWorkForEvents();
        }
    }

    void IThreadPoolWorkItem.Execute() => Contain(static driver => driver.RunWork());

    public void Dispose()
    {
        using (_lock.Enter())
        {
            Stop();
            QueueWorkForEvents();
        }
    }

    /// <summary>Around whatever a thread of the pool or of the clock does for this connection.</summary>
    private void Contain(Action<PeerDriver> work)
    {
        try
        {
            work(this);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Something failed that is not the application's: the connection ends with it.</summary>
    public void Fail(Exception exception)
    {
        using (_lock.Enter())
        {
            _core.Fail(exception);
            QueueWork();
        }
    }

    private void RunWork()
    {
        using (_lock.Enter())
        {
            _workQueued = false;
            Flush(Now);
        }

        _events.RaiseEvents(lendsThread: true);
    }

    private void OnRelayLost(IDatagramPath path, string why) =>
        TryDo(static (core, args) => LocalRelays.OnLost(core, args.Path, args.Why, args.Now), now => (Path: path, Why: why, Now: now));

    private void OnConnectionLost(IDatagramPath path, IPEndPoint remote, string why) =>
        TryDo(static (core, args) => LocalConnections.OnLost(core, args.Path, args.Remote, args.Now), now => (Path: path, Remote: remote, Now: now));

    private IWakeUp CreateWakeUp(ReceiveLoop? loop) => WakeUp.Create(Time, loop, OnDue, () => Contain(static driver => driver.OnTimer()), Fail);

    private void OnDue(RaiseQueue raises)
    {
        if (!_lock.TryEnter())
        {
            _lock.Defer(DeferredWork.Deadline | DeferredWork.Raise);
            return;
        }

        try
        {
            HandleDeadline();
            AddTo(raises);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void OnTimer()
    {
        if (_lock.IsHeldHere)
        {
            // A clock that calls back while its timer is armed: events are never raised under the lock.
            _lock.Defer(DeferredWork.Deadline | DeferredWork.Raise);
            return;
        }

        using (_lock.Enter())
        {
            HandleDeadline();
        }

        // Whose thread this is, the clock knows.
        _events.RaiseEvents(lendsThread: false);
    }

    /// <summary>What the application asked for may have brought another session, or names.</summary>
    private void OnAsked(PeerConnectionCore core)
    {
        _ports.NoteFragment(core);
        Names?.Begin(core);
    }

    private void HandleDeadline()
    {
        _timer.Clear();
        if (!_isStopped)
        {
            var now = Now;
            _core.HandleDeadline(now);
            Flush(now);
        }
    }

    private void Flush(long now)
    {
        if (_isStopped)
        {
            _flusher.Reset(now);
            return;
        }

        _flusher.Flush(now);
        if (_core.WantsRelayPaths)
        {
            _core.Do(RelaysWanted, this);
            _flusher.Flush(now);
        }

        if (!_core.IsFinished)
        {
            _timer.Arm(now);
        }

        // Arming may have ended it, too: the clock is the application's.
        if (_core.IsFinished)
        {
            Stop();
        }
    }

    private void Stop()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _core.Do(static (core, reason) => core.Transport.EndAtOnce(reason), CloseReasons.LocalConnection);
        _flusher.Flush(_core.Now); // Relays are told of the end.
        _relays.Dispose();
        _ports.Dispose();
        _connections.Dispose();
        _owned.ForEach(static resource => resource.Dispose());
        _timer.Stop();
        _core.Do(static (core, _) => core.Dispose(), 0);
        _finished.TrySetResult();
    }

    /// <summary>Does what other threads left to this one while it had the core.</summary>
    private void TakeUp(DeferredWork work)
    {
        try
        {
            TakeInbox();
            if ((work & DeferredWork.Deadline) != 0)
            {
                HandleDeadline();
            }

            if ((work & DeferredWork.Flush) != 0)
            {
                Flush(Now);
            }

            if ((work & DeferredWork.Raise) != 0)
            {
                QueueWorkForEvents();
            }
        }
        catch (Exception exception)
        {
            // Whose thread this is has nothing to do with the work.
            Fail(exception);
        }
    }

    private void TakeInbox()
    {
        if (!_inbox.IsEmpty && _inbox.TakeAll() is { } waiting)
        {
            for (var i = 0; i < waiting.Count; i++)
            {
                HandleDatagram(waiting.PathOf(i), waiting.RemoteOf(i), waiting.DataOf(i));
            }

            DatagramInbox.Return(waiting);
        }
    }

    private void HandleDatagram(IDatagramPath path, IPEndPoint remote, Span<byte> data)
    {
        if (!_isStopped)
        {
            _core.HandleDatagram(path, remote, data, Now);
        }
    }

    private void AddTo(RaiseQueue raises)
    {
        if (_events.WaitsForThread)
        {
            raises.Add(this);
        }
    }

    private void QueueWorkForEvents()
    {
        if (_events.WaitsForThread && !_events.RaisesLater)
        {
            QueueWork();
        }
    }

    /// <summary>Has a thread of the pool send what waits, and raise the events there are. Under the lock.</summary>
    public void QueueWork()
    {
        if (!_workQueued)
        {
            _workQueued = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
