using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>
/// The threads that lead loops, each of which one leads at a time. One that a handler of the application's keeps leads no more: another goes on in
/// its place, and it comes back here when the handler has returned. All are background threads, and end when there is nothing to do for a while.
/// </summary>
/// <param name="linger">How long a thread without a loop waits for one.</param>
[SupportedOSPlatform("linux")]
internal sealed class LoopThreads(TimeSpan linger)
{
    /// <summary>The context that a thread begins with; null for threads that are none of these.</summary>
    [ThreadStatic]
    private static ExecutionContext? t_context;

    private readonly Lock _lock = new();
    private readonly List<Worker> _idle = [];
    private int _count;

    /// <summary>Gets whether the calling thread is one of those that lead.</summary>
    public static bool IsCurrent => t_context is not null;

    /// <summary>Gets how many there are.</summary>
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

    /// <summary>Has a thread lead a loop.</summary>
    public void Lead(ReceiveLoop loop)
    {
        Worker? worker = null;
        lock (_lock)
        {
            if (_idle.Count > 0)
            {
                worker = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            else
            {
                _count++;
            }
        }

        if (worker is not null)
        {
            worker.Lead(loop);
            return;
        }

        try
        {
            new Worker(this, loop).Start();
        }
        catch
        {
            OnEnded();
            throw;
        }
    }

    private TimeSpan Linger => linger;

    /// <summary>Takes away what code of the application's has left on the calling thread, as the thread pool does after each of its work items.</summary>
    public static void ClearContext()
    {
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        if (!ReferenceEquals(ExecutionContext.Capture(), t_context))
        {
            ExecutionContext.Restore(t_context!);
        }
    }

    private void OnEnded()
    {
        lock (_lock)
        {
            _count--;
        }
    }

    private sealed class Worker(LoopThreads owner, ReceiveLoop first) : IDisposable
    {
        private readonly AutoResetEvent _given = new(initialState: false);
        private ReceiveLoop _loop = first;

        /// <summary>Nothing of the context of whoever starts it goes with it.</summary>
        public void Start() => new Thread(Run) { IsBackground = true, Name = "TypedPeer receive loop" }.UnsafeStart();

        public void Lead(ReceiveLoop loop)
        {
            _loop = loop;
            _given.Set();
        }

        private void Run()
        {
            t_context = ExecutionContext.Capture()!;
            do
            {
                _loop.Lead();
                lock (owner._lock)
                {
                    owner._idle.Add(this);
                }
            }
            while (WaitForLoop());
            Dispose();
        }

        public void Dispose() => _given.Dispose();

        private bool WaitForLoop()
        {
            if (_given.WaitOne(owner.Linger))
            {
                return true;
            }

            lock (owner._lock)
            {
                if (owner._idle.Remove(this))
                {
                    owner._count--;
                    return false;
                }
            }

            // It was given one at the last moment.
            return _given.WaitOne();
        }
    }
}
