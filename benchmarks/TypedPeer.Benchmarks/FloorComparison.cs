using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TypedPeer.Testing;

namespace TypedPeer.Benchmarks;

/// <summary>
/// Processor time and bytes allocated per call, both peers together, against the hand-written floor: short windows of each by
/// turns, since shared machines have slow spells that last seconds. The median ratio, and the ratio of the best quartiles.
/// </summary>
internal static class FloorComparison
{
    /// <summary>
    /// Windows before those that count. The runtime compiles code for speed in the background, after instrumented runs: both sides are to
    /// be measured as they are for the rest of a program's life.
    /// </summary>
    private const int WarmUp = 30;

    public static async Task<int> RunAsync(bool isShort)
    {
        Console.WriteLine($".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        var result = await MeasureAsync(pairs: isShort ? 5 : 20, calls: isShort ? 64 * 500 : 64 * 2000);
        Print("cpu-per-call-in-memory-vs-floor", result.Ratio);
        Print("bytes-per-call-in-memory", result.BytesPerCall);
        Print("stream-items-per-second-64-byte", result.ItemsPerSecond);
        return 0;
    }

    /// <summary>Measures everything: the larger of the ratios with 64 and 256 calls in flight, bytes per call, items per second.</summary>
    public static async Task<(double Ratio, double BytesPerCall, double ItemsPerSecond)> MeasureAsync(int pairs, int calls)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var server = PeerSession.Start(second, peer => peer.Serve(new BenchmarkService()));
        await using var client = PeerSession.Start(first);
        await using var floor = new HandWrittenFloor();
        var remote = client.GetRemote<IBenchmarkContract>();
        await client.Connected;
        var ratio = 0.0;
        foreach (var inFlight in (int[])[64, 256])
        {
            ratio = Math.Max(ratio, await CompareAsync(remote, floor, inFlight, calls, pairs));
        }

        return (ratio, await BytesPerCallAsync(remote, calls), await ItemsPerSecondAsync(remote, calls * 40));
    }

    private static async Task<double> CompareAsync(IBenchmarkContract remote, HandWrittenFloor floor, int inFlight, int calls, int pairs)
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var i = -WarmUp; i < pairs; i++)
        {
            var own = await MeasureAsync(() => CallLoops.RunAsync(remote, inFlight, calls), calls);
            var bare = await MeasureAsync(() => CallLoops.RunAsync(floor, inFlight, calls), calls);
            if (i >= 0)
            {
                ours.Add(own);
                theirs.Add(bare);
            }
        }

        ours.Sort();
        theirs.Sort();
        var median = ours[pairs / 2] / theirs[pairs / 2];
        var best = ours[pairs / 4] / theirs[pairs / 4];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{inFlight} in flight: session {ours[pairs / 2]:F2} us of processor time per call, floor {theirs[pairs / 2]:F2}; ratio of medians {median:F2}, of best quartiles {best:F2}"));
        return median;
    }

    private static async Task<double> MeasureAsync(Func<Task> run, int calls)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        await run();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / calls;
    }

    private static async Task<double> BytesPerCallAsync(IBenchmarkContract remote, int calls)
    {
        await CallLoops.RunAsync(remote, 64, calls);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CallLoops.RunAsync(remote, 64, calls);
        var few = GC.GetTotalAllocatedBytes(precise: true) - before;
        before = GC.GetTotalAllocatedBytes(precise: true);
        await CallLoops.RunAsync(remote, 64, calls * 5);
        var many = GC.GetTotalAllocatedBytes(precise: true) - before;

        // The loops themselves cost the same in both runs; the difference is what calls cost.
        return Math.Max(0, many - few) / (calls * 4.0);
    }

    private static async Task<double> ItemsPerSecondAsync(IBenchmarkContract remote, int count)
    {
        var best = 0.0;
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            await foreach (var _ in remote.ItemsAsync(count))
            {
            }

            best = Math.Max(best, count / watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static void Print(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio: {name} {value:0.###}"));
}
