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

    private static async Task LoopAsync(IBenchmarkContract remote, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            if (await remote.AddAsync(i, 1) != i + 1)
            {
                throw new InvalidOperationException("a wrong answer");
            }
        }
    }
}
