using System.Diagnostics;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Work that events cause while a thread raises them, for that thread to do when it has raised them all: no other has to be woken, which takes longer than most
/// of this work does, and after which a worker of the pool spins. What is too much goes to the pool, and all but one while such work takes long.
/// </summary>
/// <remarks>Any thread may add, run and release.</remarks>
/// <param name="onFailed">Told what work throws: the application's may.</param>
/// <param name="clock">The time in microseconds.</param>
internal sealed class LentWork(Action<Exception> onFailed, Func<long> clock)
{
    /// <summary>So much stays for a thread whose loop another one leads on if it is kept.</summary>
    public const int Many = 8;

    /// <summary>Work that takes longer on the average, in microseconds, is worth a thread of its own: about as long as it takes to wake one.</summary>
    private const long Short = 50;

    /// <summary>How long a thread goes on with what is left, in microseconds: there are others to be read for.</summary>
    private const long Spell = 4 * Short;

    /// <summary>How long one counts at most, in microseconds: a thread that was not running says nothing about its work.</summary>
    private const long Longest = 4 * Short;

    /// <summary>The weight of what is known against one more.</summary>
    private const int Smoothing = 8;

    private readonly Lock _lock = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new(Many);

    /// <summary>The average time, times <see cref="Smoothing"/>.</summary>
    private long _times;
    private bool _isOld;

    public LentWork(Action<Exception> onFailed)
        : this(onFailed, static () => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000))
    {
    }

    /// <summary>Gets whether nothing is kept.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _items.Count == 0;
            }
        }
    }

    /// <summary>Keeps the work, or gives it to the pool where <paramref name="most"/> is kept already, and one while work takes long.</summary>
    public void Add(IThreadPoolWorkItem work, int most)
    {
        lock (_lock)
        {
            if (_items.Count < (_times > Short * Smoothing ? Math.Min(most, 1) : most))
            {
                _items.Enqueue(work);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    /// <summary>The thread has more events to raise first: what was kept before the last of them is sooner done by the pool.</summary>
    public void Age()
    {
        if (_isOld)
        {
            Release();
        }

        lock (_lock)
        {
            _isOld = _items.Count > 0;
        }
    }

    /// <summary>The thread has something else to do, or is kept: the pool is sooner.</summary>
    public void Release()
    {
        while (TryTake(out var work))
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>Does what is kept, one after the other, and leaves to the pool what would come too late. False when nothing was.</summary>
    public bool Run()
    {
        if (IsEmpty)
        {
            return false;
        }

        var start = clock();
        var before = start;
        while (TryTake(out var work))
        {
            Run(work);
            var now = clock();
            Learn(now - before);
            before = now;
            if (now - start > Spell)
            {
                Release();
            }
        }

        return true;
    }

    private void Run(IThreadPoolWorkItem work)
    {
        try
        {
            work.Execute();
        }
        catch (Exception exception)
        {
            onFailed(exception);
        }

        if (OperatingSystem.IsLinux() && LoopThreads.IsCurrent)
        {
            LoopThreads.ClearContext();
        }
    }

    private void Learn(long time)
    {
        lock (_lock)
        {
            _times += Math.Min(time, Longest) - (_times / Smoothing);
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IThreadPoolWorkItem? work)
    {
        lock (_lock)
        {
            _isOld = false;
            return _items.TryDequeue(out work);
        }
    }
}
