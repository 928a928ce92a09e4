using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Raises events: without the lock, in order, a batch at a time, by whichever thread finds none raising. What a handler sends leaves with the
/// flush after its batch.
/// </summary>
internal sealed class EventPump(PeerDriver driver, CoreLock gate, ContainedCore core, IPeerEventSink sink)
{
    /// <summary>How often a thread goes on with events that its work has caused, before it leaves them to the pool.</summary>
    private const int MostRounds = 4;

    [ThreadStatic]
    private static EventPump? s_raising;

    [ThreadStatic]
    private static EventPump? s_lending;

    private readonly PeerEventQueue _raised = new();
    private readonly LentWork _work = new(exception => driver.Post(DriverEvent.ApplicationFailed(exception)));
    private List<DriverEvent> _posted = [];
    private List<DriverEvent> _raisedPosted = [];
    private long _freed;
    private int _eventsToCome;
    private bool _raising;
    private int _lends;

    /// <summary>The thread of a loop that raises events and does their work, by its number, until it is through or relieved.</summary>
    private int _lender;

    /// <summary>Gets whether the calling thread is raising these events, so that later ones wait for what it does.</summary>
    public bool IsRaisingHere => s_raising == this;

    /// <summary>Gets whether the calling thread raises events and more of its batch are to come, after which it flushes.</summary>
    public bool FlushesLater => s_raising == this && _eventsToCome > 0;

    /// <summary>
    /// Gets whether the calling thread does work that its events have caused, after which it raises what that work brings up. It is relieved where the work keeps it.
    /// </summary>
    public bool RaisesLater => s_lending == this && IsLender;

    /// <summary>Gets whether events wait for a thread. Belongs to whoever has the lock, as do the other members of the queue.</summary>
    public bool WaitsForThread => HasEvents && !_raising;

    /// <summary>Gets whether acknowledgements may leave after the events, with what these cause: see <see cref="PromptEvents"/>.</summary>
    public bool FlushesAfterEvents => !_raising && _posted.Count == 0 && PromptEvents.AreAll(core.Events, sink);

    private bool IsLender => Volatile.Read(ref _lender) == Environment.CurrentManagedThreadId;

    private bool HasEvents => core.Events.Count > 0 || _posted.Count > 0;

    /// <summary>Puts an event of the driver's own into the next batch, before the core's.</summary>
    public void Post(DriverEvent item) => _posted.Add(item);

    /// <summary>Runs work on this thread once it has raised all events, if it is raising any or does such work already; otherwise, or where that is much, on the pool.</summary>
    public void Schedule(IThreadPoolWorkItem work)
    {
        var most = s_raising == this ? _lends : s_lending == this ? LentWork.Many : 0;
        _work.Add(work, most);

        // Only now: a thread that is relieved in between is seen by the one or the other.
        if (most == LentWork.Many && !IsLender)
        {
            _work.Release();
        }
    }

    /// <summary>Another thread leads the loop of the one that raises events or does their work, which is kept: what that has not begun goes to the pool.</summary>
    public void Relieve()
    {
        if (Interlocked.Exchange(ref _lender, 0) != 0)
        {
            _work.Release();
        }
    }

    /// <summary>Raises all events there are, and those that come meanwhile. Not to be called under the lock.</summary>
    /// <param name="lendsThread">Whether the thread has nothing to do afterwards, so that what an event caused may run on it.</param>
    public void RaiseEvents(bool lendsThread)
    {
        var lends = lendsThread ? MostLent : 0;
        for (var round = 0; TryBegin(ref lends, mayRaise: round < MostRounds); round++)
        {
            RaiseAll();
            if (!TryLend(lends))
            {
                return;
            }
        }
    }

    /// <summary>A thread of the pool may be kept for ever by what it does; one that leads a loop is relieved.</summary>
    private static int MostLent => OperatingSystem.IsLinux() && LoopThreads.IsCurrent ? LentWork.Many : Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;

    private bool TryBegin(ref int lends, bool mayRaise)
    {
        using (gate.Enter())
        {
            if (_raising || !HasEvents)
            {
                return false;
            }

            if (!mayRaise)
            {
                driver.QueueWork();
                return false;
            }

            if (lends == LentWork.Many && !TryBeLender())
            {
                lends = 0;
            }

            _raising = true;
            _lends = lends;
            TakeBatch();
            return true;
        }
    }

    /// <summary>
    /// False where another thread leads the loop already: it would not relieve this one. Whoever takes the lead does so first and then relieves; in this order one of the two sees
    /// the other, which the exchange is for.
    /// </summary>
    private bool TryBeLender()
    {
        var id = Environment.CurrentManagedThreadId;
        Interlocked.Exchange(ref _lender, id);
        if (OperatingSystem.IsLinux() && ReceiveLoop.IsLedHere)
        {
            return true;
        }

        Interlocked.CompareExchange(ref _lender, 0, id);
        return false;
    }

    /// <summary>Does the work that events have caused. False when there was none, or what came up meanwhile is another thread's to raise.</summary>
    private bool TryLend(int lends)
    {
        if (lends == 0)
        {
            return false;
        }

        if (lends < LentWork.Many)
        {
            _work.Run();
            return false;
        }

        bool hasRun;
        var outer = s_lending;
        s_lending = this;
        try
        {
            hasRun = _work.Run();
        }
        finally
        {
            s_lending = outer;
        }

        var id = Environment.CurrentManagedThreadId;
        return Interlocked.CompareExchange(ref _lender, 0, id) == id && hasRun;
    }

    /// <summary>From then on another may raise events.</summary>
    private void RaiseAll()
    {
        var outer = s_raising;
        s_raising = this;
        try
        {
            do
            {
                RaiseBatch();
            }
            while (TakeNextBatch());
        }
        finally
        {
            s_raising = outer;
        }
    }

    private void RaiseBatch()
    {
        _freed = 0;
        if (_raisedPosted.Count > 0)
        {
            RaisePosted();
        }

        for (var i = 0; i < _raised.Count; i++)
        {
            _eventsToCome = _raised.Count - i - 1;
            try
            {
                if (!sink.IsPrompt(in _raised[i]))
                {
                    _work.Release();
                }

                _freed += sink.OnEvent(in _raised[i]);
            }
            catch (Exception exception)
            {
                // Not the application's: its failures do not leave the sink.
                driver.Fail(exception);
            }
        }

        _raised.Clear();
    }

    private void RaisePosted()
    {
        _work.Release();
        for (var i = 0; i < _raisedPosted.Count; i++)
        {
            _eventsToCome = _raised.Count + _raisedPosted.Count - i - 1;
            try
            {
                _freed += sink.OnDriverEvent(_raisedPosted[i]);
            }
            catch (Exception exception)
            {
                driver.Fail(exception);
            }
        }

        _raisedPosted.Clear();
    }

    /// <summary>False when nothing is left to raise.</summary>
    private bool TakeNextBatch()
    {
        using (gate.Enter())
        {
            driver.OnBatchRaised(_freed);
            if (!HasEvents)
            {
                _raising = false;
                return false;
            }

            _work.Age();
            TakeBatch();
            return true;
        }
    }

    private void TakeBatch()
    {
        _raised.Swap(core.Events);
        (_posted, _raisedPosted) = (_raisedPosted, _posted);
    }
}
