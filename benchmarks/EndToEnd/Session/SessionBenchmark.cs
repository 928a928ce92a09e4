using System.Diagnostics;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Session;

/// <summary>What the session costs on top of its channel, in pairs of windows between two processes; and against a floor in one process.</summary>
internal sealed class SessionBenchmark(Options options, SessionClient client)
{
    private const int BlockSize = 16 * 1024;
    private const int InFlight = 64;
    private readonly Ratios _ratios = new();
    private readonly ISessionBenchmark _resuming = client.Resuming.GetRemote<ISessionBenchmark>();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        await using var client = await SessionClient.StartAsync();
        Console.WriteLine($"stack: typedpeer {client.Version}, two processes; windows by turns, {options.Pairs} pairs");
        var benchmark = new SessionBenchmark(options, client);
        await benchmark.WarmUpAsync();
        await benchmark.MeasureAsync();
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    /// <summary>Runs every kind of window until the compiler has done its last work on both sides: it instruments code first, and that takes seconds of load.</summary>
    private async Task WarmUpAsync()
    {
        for (var i = 0; i < options.Scaled(20); i++)
        {
            await client.Raw.PingPongAsync(options.Scaled(2000));
            await LatenciesAsync(options.Scaled(2000));
            await client.Raw.FloodAsync(BlockSize, options.Scaled(3000));
            await StreamAsync(options.Scaled(3000));
            await UnderTransferAsync();
            await CallsAsync(InFlight, options.Scaled(20_000));
            await StreamAsync(options.Scaled(3000), _resuming);
            await CallsAsync(InFlight, options.Scaled(20_000), _resuming);
        }
    }

    private async Task MeasureAsync()
    {
        await CompareAsync(
            "call-latency-vs-raw-channel", "us", higherIsBetter: false,
            ("session", async () => Quantile(await LatenciesAsync(options.Scaled(2000)), 0.5)),
            ("raw channel", () => client.Raw.PingPongAsync(options.Scaled(2000))));
        await CompareAsync(
            "stream-throughput-vs-raw-channel", "MB/s", higherIsBetter: true,
            ("session", () => StreamAsync(options.Scaled(10000))),
            ("raw channel", () => client.Raw.FloodAsync(BlockSize, options.Scaled(10000))));
        await CompareAsync(
            "small-call-p99-under-transfer-vs-idle", "us", higherIsBetter: false,
            ("under transfer", UnderTransferAsync),
            ("idle", async () => Quantile(await LatenciesAsync(options.Scaled(3000)), 0.99)));
        await CompareAsync(
            "calls-64-in-flight-vs-one", "calls/s", higherIsBetter: true,
            ("64 in flight", () => CallsAsync(InFlight, options.Scaled(40_000))),
            ("one", () => CallsAsync(1, options.Scaled(2000))));
        await CompareAsync(
            "stream-with-resume-vs-without", "MB/s", higherIsBetter: true,
            ("with resume", () => StreamAsync(options.Scaled(10000), _resuming)),
            ("without", () => StreamAsync(options.Scaled(10000))));
        await CompareAsync(
            "calls-with-resume-vs-without", "calls/s", higherIsBetter: true,
            ("with resume", () => CallsAsync(InFlight, options.Scaled(40_000), _resuming)),
            ("without", () => CallsAsync(InFlight, options.Scaled(40_000))));
        await AgainstNodeAsync();
        if (options.Wants("in-memory"))
        {
            var floor = await FloorComparison.MeasureAsync(options.Pairs, options.Scaled(2000) * InFlight);
            _ratios.Add("cpu-per-call-in-memory-vs-floor", floor.Ratio);
            _ratios.Add("bytes-per-call-in-memory", floor.BytesPerCall);
        }
    }

    private async Task AgainstNodeAsync()
    {
        const string Name = "calls-64-in-flight-vs-node-json";
        if (!options.Wants(Name))
        {
            return;
        }

        await using var node = await PeerPair.StartAsync("node-datachannel");
        if (node is null)
        {
            Console.WriteLine($"{Name}: not measured, the other stack is not installed (npm ci --prefix tests/peers)");
            return;
        }

        await node.OpenAsync();
        await node.JsonCallsAsync(InFlight, options.Scaled(20_000));
        await CompareAsync(
            Name, "calls/s", higherIsBetter: true,
            ("session", () => CallsAsync(InFlight, options.Scaled(40_000))),
            ($"JSON over node-datachannel {node.Version}", () => node.JsonCallsAsync(InFlight, options.Scaled(20_000))));
    }

    private async Task CompareAsync(
        string name, string unit, bool higherIsBetter, (string Name, Func<Task<double>> Measure) mine, (string Name, Func<Task<double>> Measure) other)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var mineWindows = new Samples(higherIsBetter);
        var otherWindows = new Samples(higherIsBetter);
        for (var i = 0; i < options.Pairs; i++)
        {
            mineWindows.Add(await mine.Measure());
            otherWindows.Add(await other.Measure());
        }

        _ratios.Add(name, unit, (mine.Name, mineWindows), (other.Name, otherWindows));
    }

    /// <summary>Calls one after another, in microseconds each, sorted.</summary>
    private async Task<double[]> LatenciesAsync(int count)
    {
        var block = new Block64(1, 2, 3, 4, 5, 6, 7, 8);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await client.Remote.EchoAsync(block);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times;
    }

    private async Task<double> StreamAsync(int count, ISessionBenchmark? remote = null)
    {
        var bytes = 0L;
        var start = Stopwatch.GetTimestamp();
        await foreach (var block in (remote ?? client.Remote).BlocksAsync(count, BlockSize))
        {
            bytes += block.Length;
        }

        return bytes / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    /// <summary>The p99 of small calls while a transfer, larger than the window lasts, runs over the same session.</summary>
    private async Task<double> UnderTransferAsync()
    {
        using var enough = new CancellationTokenSource();
        var flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transfer = TransferAsync(flowing, enough.Token);
        await flowing.Task;
        var p99 = Quantile(await LatenciesAsync(options.Scaled(3000)), 0.99);
        await enough.CancelAsync();
        await transfer;
        return p99;
    }

    private async Task TransferAsync(TaskCompletionSource flowing, CancellationToken enough)
    {
        var blocks = 0;
        try
        {
            await foreach (var _ in client.Remote.BlocksAsync(int.MaxValue, BlockSize, enough))
            {
                if (++blocks == 256)
                {
                    flowing.SetResult();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The window is over.
        }
    }

    private async Task<double> CallsAsync(int inFlight, int count, ISessionBenchmark? remote = null)
    {
        var start = Stopwatch.GetTimestamp();
        var loops = new Task[inFlight];
        for (var i = 0; i < inFlight; i++)
        {
            loops[i] = LoopAsync(remote ?? client.Remote, count / inFlight);
        }

        await Task.WhenAll(loops);
        return count / inFlight * inFlight / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task LoopAsync(ISessionBenchmark remote, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (await remote.AddAsync(i, 1) != i + 1)
            {
                throw new InvalidOperationException("A wrong answer came.");
            }
        }
    }

    private static double Quantile(double[] sorted, double at) => sorted[(int)(sorted.Length * at)];
}
