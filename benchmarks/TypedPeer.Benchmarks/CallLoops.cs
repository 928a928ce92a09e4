namespace TypedPeer.Benchmarks;

/// <summary>Keeps a number of calls in flight: as many loops as calls, each making the next call when its last one is answered.</summary>
internal static class CallLoops
{
    public static async Task RunAsync(IBenchmarkContract remote, int inFlight, int calls)
    {
        var loops = new Task[inFlight];
        for (var i = 0; i < inFlight; i++)
        {
            loops[i] = LoopAsync(remote, calls / inFlight);
        }

        await Task.WhenAll(loops);
    }

    /// <summary>The same over the hand-written floor.</summary>
    public static async Task RunAsync(HandWrittenFloor floor, int inFlight, int calls)
    {
        var loops = new Task[inFlight];
        for (var i = 0; i < inFlight; i++)
        {
            loops[i] = LoopAsync(floor, calls / inFlight);
        }

        await Task.WhenAll(loops);
    }

    private static async Task LoopAsync(IBenchmarkContract remote, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Check(await remote.AddAsync(i, 1), i);
        }
    }

    private static async Task LoopAsync(HandWrittenFloor floor, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Check(await floor.AddAsync(i, 1), i);
        }
    }

    private static void Check(int answer, int left)
    {
        if (answer != left + 1)
        {
            throw new InvalidOperationException("a wrong answer");
        }
    }
}
