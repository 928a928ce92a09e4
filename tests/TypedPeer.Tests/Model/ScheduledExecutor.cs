using TypedPeer.Sessions.Driving;

namespace TypedPeer.Tests.Model;

/// <summary>Runs work on the test's own thread, one piece at a time, in an order the seed decides: any order is one the pool could choose.</summary>
internal sealed class ScheduledExecutor(Random random) : SessionExecutor
{
    private readonly Lock _lock = new();
    private readonly List<IThreadPoolWorkItem> _items = [];

    public bool IsIdle => _items.Count == 0;

    public override void Queue(IThreadPoolWorkItem item)
    {
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
