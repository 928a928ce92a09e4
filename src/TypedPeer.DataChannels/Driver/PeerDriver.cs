using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
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

    /// <summary>What a small message weighs beside its bytes, for <see cref="FlushBytes"/>.</summary>
    private const int MessageOverhead = 64;

    [ThreadStatic]
    private static PeerDriver? s_raising;

    private readonly CoreLock _lock;
    private readonly DatagramInbox _inbox = new();
    private readonly ContainedCore _core;
    private readonly IPeerEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly SendBatch _batch = new();
    private readonly PeerEventQueue _raised = new();
    private readonly LastWork _lastWork = new();
    private readonly LocalPorts _ports;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _ports = new LocalPorts(this);
        _core = new ContainedCore(core, time);
        _sink = sink;
        _time = time;
        _timer = time.CreateTimer(static state => ((PeerDriver)state!).Contain(static driver => driver.OnTimer()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time => _time;

    private long Now => _core.Now;

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
                Flush(now);
                QueueWorkForEvents();
            }
        }
    }

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
            await _finished.Task.WaitAsync(timeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

            _unflushed += payload.Length + MessageOverhead;
            if (_unflushed < FlushBytes && s_raising == this && _eventsToCome > 0)
            {
                // The thread that raises events flushes after the last one.
                return;
            }

            if (_unflushed >= FlushBytes || s_raising == this || now - _flushed >= FlushInterval || !_core.HasDataInFlight)
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

    /// <summary>Tells the application of an address or server that gives no candidate.</summary>
    public void ReportCandidateError(IceCandidateError error)
    {
        using (_lock.Enter())
        {
            _core.Do(static (core, error) => core.ReportCandidateError(error), error);
            QueueWorkForEvents();
        }
    }

    /// <summary>Opens sockets; each becomes a host candidate, or is reported. <see cref="EndGathering"/> is to follow.</summary>
    public void OpenPorts(IEnumerable<IPAddress> addresses, PeerConnectionOptions options)
    {
        using (_lock.Enter())
        {
            foreach (var address in addresses)
            {
                if (_isStopped || _core.IsFinished)
                {
                    break;
                }

                Contain(driver => driver.OpenPort(address, options));
            }

            Flush(Now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Asks STUN servers from every socket, and says that there are no more sockets or servers.</summary>
    public void EndGathering(IReadOnlyList<StunServer> stunServers)
    {
        using (_lock.Enter())
        {
            if (_isStopped)
            {
                return;
            }

            var now = Now;
            _core.Do(
                static (core, args) =>
                {
                    foreach (var server in args.Servers)
                    {
                        core.Transport.Ice.AddStunServer(server.EndPoint, args.Now, server.Url);
                    }

                    core.EndGathering(args.Now);
                },
                (Servers: stunServers, Now: now));
            Flush(now);
            QueueWorkForEvents();
        }
    }

    /// <summary>Gets a task that completes when nothing will be sent any more and the sockets are closed; events may still be raised.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Gets whether the calling thread is raising this connection's events, so that later ones wait for what it does.</summary>
    public bool IsRaisingHere => s_raising == this;

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
            if (_raising || !PromptEvents.AreAll(_core.Events, _sink))
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

    TimeProvider IUdpPortOwner.TimeProvider => _time;

    void IUdpPortOwner.OnTrouble(IPEndPoint local, SocketException exception) => ReportCandidateError(IceCandidateErrors.SocketInTrouble(local, exception));

    void IUdpPortOwner.OnFailed(Exception exception) => Fail(exception);

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

    private void Fail(Exception exception)
    {
        using (_lock.Enter())
        {
            _core.Fail(exception);
            QueueWork();
        }
    }

    private void OpenPort(IPAddress address, PeerConnectionOptions options)
    {
        var port = UdpPort.TryOpen(address, options.LocalPort, options.SocketBufferSize, options.UseOffload, out var error);
        if (port is null)
        {
            ReportCandidateError(IceCandidateErrors.SocketRefused(address, options.LocalPort, error!));
        }
        else
        {
            _core.Do(_ports.Add, port);
        }
    }

    private void RunWork()
    {
        using (_lock.Enter())
        {
            _workQueued = false;
            Flush(Now);
        }

        RaiseEvents(lendsThread: true);
    }

    private void OnTimer()
    {
        if (_lock.IsHeldHere)
        {
            // A clock that calls back while its timer is armed: events are never raised under the lock.
            _lock.Leave(LeftWork.Deadline | LeftWork.Raise);
            return;
        }

        using (_lock.Enter())
        {
            HandleDeadline();
        }

        // Whose thread this is, the clock knows.
        RaiseEvents(lendsThread: false);
    }

    private void HandleDeadline()
    {
        _armedFor = long.MaxValue;
        if (!_isStopped)
        {
            var now = Now;
            _core.HandleDeadline(now);
            Flush(now);
        }
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
            more = _core.Fill(_batch, now);
            if (_batch.Length > 0)
            {
                _core.Do(static (_, driver) => driver._ports.Send(driver._batch), this);
                _batch.Clear();
            }
        }
        while (more);

        if (!_core.IsFinished)
        {
            ArmTimer(now);
        }

        if (_core.IsFinished)
        {
            Stop();
        }
    }

    /// <summary>Arms for an earlier deadline only: deadlines move back with every packet, and a timer that fires early just looks again.</summary>
    private void ArmTimer(long now)
    {
        var deadline = _core.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            var milliseconds = Math.Max(0, (deadline - now + 999) / 1000);
            _core.Do(
                static (_, args) => args.Timer.Change(TimeSpan.FromMilliseconds(Math.Min(args.Milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan),
                (Timer: _timer, Milliseconds: milliseconds));
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
        _ports.Dispose();
        _core.Do(static (_, timer) => timer.Dispose(), _timer);
        _core.Do(static (core, _) => core.Dispose(), 0);
        _finished.TrySetResult();
    }

    /// <summary>Does what other threads left to this one while it had the core.</summary>
    private void TakeUp(LeftWork work)
    {
        try
        {
            TakeInbox();
            if ((work & LeftWork.Deadline) != 0)
            {
                HandleDeadline();
            }

            if ((work & LeftWork.Flush) != 0)
            {
                Flush(Now);
            }

            if ((work & LeftWork.Raise) != 0)
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
            _core.HandleDatagram(port, remote, data, Now);
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
        if (RaiseAll() is { } last)
        {
            RunLast(last);
        }
    }

    /// <summary>What the application queued may throw as its handlers may.</summary>
    private void RunLast(IThreadPoolWorkItem work)
    {
        try
        {
            work.Execute();
        }
        catch (Exception exception)
        {
            Post(new PeerEvent(PeerEventKind.ApplicationFailed, Detail: exception));
        }
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
            try
            {
                if (!_sink.IsPrompt(in _raised[i]))
                {
                    _lastWork.Release();
                }

                _freed += _sink.OnEvent(in _raised[i]);
            }
            catch (Exception exception)
            {
                // Not the application's: its failures do not leave the sink.
                Fail(exception);
            }
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
            _core.Consumed(_freed, now);
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
