using System.Collections.Concurrent;
using TypedPeer.Sessions.Driving;

namespace TypedPeer.Fuzz.Session;

/// <summary>Keeps work until the fuzzer runs it on its own thread.</summary>
internal sealed class FuzzExecutor : SessionExecutor
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _items = new();

    public override void Queue(IThreadPoolWorkItem item) => _items.Enqueue(item);

    public void Run()
    {
        for (var count = 0; _items.TryDequeue(out var item); count++)
        {
            FuzzFindingException.Unless(count < 100_000, "The session never stops working.");
            item.Execute();
        }
    }
}
