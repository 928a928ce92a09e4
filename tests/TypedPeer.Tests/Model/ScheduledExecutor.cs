using TypedPeer.Sessions.Driving;

namespace TypedPeer.Tests.Model;

/// <summary>
/// Runs work on the test's own thread, one piece at a time, in an order the seed decides: any order is one the pool could choose.
/// What another thread hands in, would make the schedule one that no seed repeats, and is told (<see cref="Stranger"/>).
/// </summary>
internal sealed class ScheduledExecutor(Random random) : SessionExecutor
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Lock _lock = new();
    private readonly List<IThreadPoolWorkItem> _items = [];
    private volatile string? _stranger;

    public bool IsIdle => _items.Count == 0;

    /// <summary>Gets where another thread handed work in; null if none did.</summary>
    public string? Stranger => _stranger;

    public override void Queue(IThreadPoolWorkItem item)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _stranger = Environment.StackTrace;
        }

        lock (_lock)
        {
            _items.Add(item);
        }
    }

    public bool RunOne()
    {
        IThreadPoolWorkItem item;
        lock (_lock)
        {
            if (_items.Count == 0)
            {
                return false;
            }

            var index = random.Next(_items.Count);
            item = _items[index];
            _items.RemoveAt(index);
        }

        ExecutionContext.Run(ExecutionContext.Capture()!, static state => ((IThreadPoolWorkItem)state!).Execute(), item);
        return true;
    }

    public void RunAll()
    {
        for (var steps = 0; RunOne(); steps++)
        {
            Assert.True(steps < 1_000_000, "the sessions never come to rest");
        }
    }
}
