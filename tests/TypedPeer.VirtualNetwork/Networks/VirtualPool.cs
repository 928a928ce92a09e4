namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>
/// Moves the virtual clock on whenever nothing is left to do, on a thread pool that has one thread: so tasks, continuations and queues of the whole process run one after
/// the other in the order in which they came up, and the same seed gives the same run. README.md says how a project gets such a pool.
/// </summary>
internal static class VirtualPool
{
    private static int _running;

    /// <summary>Runs an asynchronous test in virtual time. Its failure is thrown.</summary>
    /// <exception cref="TimeoutException">It has not ended by then.</exception>
    public static Task RunAsync(VirtualWorld world, Func<Task> body, long within)
    {
        ThreadPool.GetMaxThreads(out int workers, out _);
        if (workers != 1)
            throw new InvalidOperationException($"The pool has up to {workers} threads, which take turns as they like: this project lacks ThreadPoolMaxThreads.");
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("Another world has the pool, and each would wait for the other to be idle: tests are to run one at a time.");

        return Task.Run(async () =>
        {
            try
            {
                await RunToEndAsync(world, body, world.Now + within);
            }
            finally
            {
                Volatile.Write(ref _running, 0);
            }
        });
    }

    private static async Task RunToEndAsync(VirtualWorld world, Func<Task> body, long end)
    {
        var running = Task.Run(body);
        while (true)
        {
            do
            {
                // Behind all that waits for the only thread.
                await Task.Yield();
            }
            while (ThreadPool.PendingWorkItemCount > 0);

            if (running.IsCompleted)
                break;
            if (!world.Step(end))
                throw new TimeoutException($"It has not ended at {world.Now} us (seed {world.Seed}).");
        }

        await running;
    }
}
