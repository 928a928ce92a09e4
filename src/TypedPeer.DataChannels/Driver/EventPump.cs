using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Raises events: without the lock, in order, a batch at a time, by whichever thread finds none raising. What a handler sends leaves with the
/// flush after its batch.
/// </summary>
internal sealed class EventPump(PeerDriver driver, CoreLock gate, ContainedCore core, IPeerEventSink sink)
{
    [ThreadStatic]
    private static EventPump? s_raising;

    private readonly PeerEventQueue _raised = new();
    private readonly LifoSlot _slot = new();
    private List<DriverEvent> _posted = [];
    private List<DriverEvent> _raisedPosted = [];
    private long _freed;
    private int _eventsToCome;
    private bool _raising;
    private bool _lendsThread;

    /// <summary>Gets whether the calling thread is raising these events, so that later ones wait for what it does.</summary>
    public bool IsRaisingHere => s_raising == this;

    /// <summary>Gets whether the calling thread raises events and more of its batch are to come, after which it flushes.</summary>
    public bool FlushesLater => s_raising == this && _eventsToCome > 0;

    /// <summary>Gets whether events wait for a thread. Belongs to whoever has the lock, as do the other members of the queue.</summary>
    public bool WaitsForThread => HasEvents && !_raising;

    /// <summary>Gets whether acknowledgements may leave after the events, with what these cause: see <see cref="PromptEvents"/>.</summary>
    public bool FlushesAfterEvents => !_raising && _posted.Count == 0 && PromptEvents.AreAll(core.Events, sink);

    private bool HasEvents => core.Events.Count > 0 || _posted.Count > 0;

    /// <summary>Puts an event of the driver's own into the next batch, before the core's.</summary>
    public void Post(DriverEvent item) => _posted.Add(item);

    /// <summary>Runs work on this thread once it has raised all events, if it is raising any; otherwise, or if more work follows, on the pool.</summary>
    public void Schedule(IThreadPoolWorkItem work)
    {
        if (s_raising == this && _lendsThread)
        {
            _slot.Add(work);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>Raises all events there are, and those that come meanwhile. Not to be called under the lock.</summary>
    /// <param name="lendsThread">Whether the thread has nothing to do afterwards, so that what an event caused may run on it.</param>
    public void RaiseEvents(bool lendsThread)
    {
        using (gate.Enter())
        {
            if (_raising || !HasEvents)
            {
                return;
            }

            _raising = true;
            TakeBatch();
        }

        _lendsThread = lendsThread && (Thread.CurrentThread.IsThreadPoolThread || (OperatingSystem.IsLinux() && LoopThreads.IsCurrent));
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
            driver.Post(DriverEvent.ApplicationFailed(exception));
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
                    _slot.Release();
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
        _slot.Release();
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

    /// <summary>False when nothing is left to raise: then what work was kept is the caller's, and another thread may raise events.</summary>
    private bool TakeNextBatch(out IThreadPoolWorkItem? last)
    {
        last = null;
        using (gate.Enter())
        {
            driver.OnBatchRaised(_freed);
            if (!HasEvents)
            {
                last = _slot.Take();
                _raising = false;
                return false;
            }

            _slot.Release();
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
