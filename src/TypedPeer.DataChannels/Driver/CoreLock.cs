using System.Diagnostics;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// The right to use a core, which one thread has at a time. Who has it may encrypt a batch of packets meanwhile, and a thread that
/// sleeps until that is done wakes late; so a thread either defers its work to the holder (<see cref="Defer"/>), which takes it up
/// as it goes, or waits awake for a moment before it sleeps.
/// </summary>
/// <param name="takeUp">Does work that others deferred; called by whoever has the core.</param>
internal sealed class CoreLock(Action<DeferredWork> takeUp) : IThreadPoolWorkItem
{
    /// <summary>How long a thread waits awake: about as long as a message of 16 KiB takes to be encrypted and sent. To be woken takes longer.</summary>
    private static readonly long Patience = Environment.ProcessorCount == 1 ? 0 : 30 * Stopwatch.Frequency / 1_000_000;

    /// <summary>How often one thread takes up what is deferred before the pool does: whoever sends must not be kept by a flood that comes in.</summary>
    private const int MostRounds = 2;

    private readonly Lock _lock = new();
    private int _deferred;
    private int _isQueued;

    /// <summary>Takes the core, and waits for it if need be. Disposing what it returns is <see cref="Exit"/>.</summary>
    public Scope Enter()
    {
        if (!_lock.TryEnter() && !TryEnterSoon())
        {
            _lock.Enter();
        }

        return new Scope(this);
    }

    /// <summary>Takes the core if nobody has it.</summary>
    public bool TryEnter() => _lock.TryEnter();

    /// <summary>Gets whether the calling thread has the core.</summary>
    public bool IsHeldHere => _lock.IsHeldByCurrentThread;

    /// <summary>Lets go of the core, and does what others deferred meanwhile.</summary>
    public void Exit()
    {
        _lock.Exit();
        TakeUp();
    }

    /// <summary>Has work done by whoever has the core, or by this thread if nobody has it now.</summary>
    public void Defer(DeferredWork work)
    {
        Interlocked.Or(ref _deferred, (int)work);
        TakeUp();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isQueued, 0);
        TakeUp();
    }

    private void Queue()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TryEnterSoon()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - start < Patience)
        {
            Thread.SpinWait(20);
            if (_lock.TryEnter())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whoever defers work first says so and then tries the lock; whoever has the lock first lets go of it and then looks. In this
    /// order one of the two finds the work, which the barrier is for.
    /// </summary>
    private void TakeUp()
    {
        Interlocked.MemoryBarrier();
        for (var rounds = 0; Volatile.Read(ref _deferred) != 0; rounds++)
        {
            if (rounds == MostRounds)
            {
                Queue();
                return;
            }

            if (_lock.IsHeldByCurrentThread || !_lock.TryEnter())
            {
                return;
            }

            try
            {
                takeUp((DeferredWork)Interlocked.Exchange(ref _deferred, 0));
            }
            finally
            {
                _lock.Exit();
            }

            Interlocked.MemoryBarrier();
        }
    }

    /// <summary>Has the core until it is disposed.</summary>
    public readonly ref struct Scope(CoreLock owner)
    {
        public void Dispose() => owner.Exit();
    }
}
