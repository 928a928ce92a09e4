using System.Diagnostics;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Channels;

/// <summary>The figures of a data channel, ours against others', in pairs of windows.</summary>
internal sealed class ChannelBenchmark(Options options, PeerPair ours)
{
    private const int Small = 64;

    /// <summary>An opening runs most of its code once or twice, and code is compiled for good after sixty runs and a second of peace.</summary>
    private const int OpeningsToWarmUp = 300;

    /// <summary>Fewer small messages are over before the threads of both sides have found their pace.</summary>
    private const int ShortestFlood = 100_000;

    /// <summary>How many floods a fresh connection sees before its garbage is counted.</summary>
    private const int FloodsToWarmUp = 8;

    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        await using var ours = (await PeerPair.StartAsync("typedpeer"))!;
        await using var native = await PeerPair.StartAsync("node-datachannel");
        await using var google = options.Wants("wrtc") || options.Only is null ? await PeerPair.StartAsync("wrtc") : null;
        foreach (var pair in new[] { ours, native, google })
        {
            if (pair is not null)
            {
                Console.WriteLine($"stack: {pair.Stack} {pair.Version}, two processes");
                await WarmUpAsync(pair);
            }
        }

        var benchmark = new ChannelBenchmark(options, ours);
        await benchmark.RunAgainstAsync(native, google);
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    /// <summary>
    /// The runtime compiles our code for speed in the background after many calls, so ours is warmed up longer, and no less for short
    /// windows; what it is like before is printed.
    /// </summary>
    private static async Task WarmUpAsync(PeerPair pair)
    {
        var first = await pair.MeasureAsync(static p => p.OpenAsync());
        Console.WriteLine($"first opening in fresh processes of {pair.Stack}: {first:F0} ms");
        if (pair.Stack == "typedpeer")
        {
            for (var i = 0; i < OpeningsToWarmUp; i++)
            {
                await pair.OpenByAddressAsync();
            }
        }

        var openings = pair.Stack == "typedpeer" ? OpeningsToWarmUp : 5;
        for (var i = 0; i < openings; i++)
        {
            await pair.MeasureAsync(static p => p.OpenAsync());
        }

        for (var i = 0; i < (pair.Stack == "typedpeer" ? 12 : 3); i++)
        {
            await pair.MeasureAsync(p => p.FloodAsync(16 * 1024, 1000));
            if (pair.Stack != "wrtc")
            {
                // Its binding takes a millisecond for ten small messages, and is asked for none.
                await pair.MeasureAsync(p => p.FloodAsync(Small, 50_000));
                await pair.MeasureAsync(p => p.PingPongAsync(Small, 2000));
            }
        }
    }

    /// <summary>
    /// libdatachannel loses its own first packet in about half of all openings and then opens a second later. Compared is its fast
    /// mode: a slow opening is done again. Ours always counts.
    /// </summary>
    private static async Task<double> OpenAsync(PeerPair pair)
    {
        const double SlowMode = 900;
        const int MostTries = 12;
        double milliseconds = 0;
        for (var i = 0; i < MostTries; i++)
        {
            milliseconds = await pair.OpenAsync();
            if (pair.Stack == "typedpeer" || milliseconds < SlowMode)
            {
                break;
            }
        }

        return milliseconds;
    }

    private async Task RunAgainstAsync(PeerPair? native, PeerPair? google)
    {
        await ThroughputAsync("throughput-16k-vs-node-datachannel", native, 16 * 1024, 2000);
        await ThroughputAsync("throughput-64k-vs-node-datachannel", native, 64 * 1024, 500);
        await CompareAsync("messages-64b-vs-node-datachannel", "messages/s", true, native, async pair => (await pair.FloodAsync(Small, Math.Max(ShortestFlood, options.Scaled(150_000)))).MessagesPerSecond);
        await CompareAsync("pingpong-p50-vs-node-datachannel", "us", false, native, pair => pair.PingPongAsync(Small, options.Scaled(3000)));
        await BareUdpAsync();
        await ThroughputAsync("throughput-16k-vs-wrtc", google, 16 * 1024, 1000);
        await CompareAsync("open-time-vs-node-datachannel", "ms", false, native, OpenAsync);
        await CompareAsync("open-by-address-time-vs-node-datachannel", "ms", false, native, static pair => pair.Stack == "typedpeer" ? pair.OpenByAddressAsync() : OpenAsync(pair));
        await AllocationsAsync();
        await GrowthAsync();
    }

    private Task ThroughputAsync(string name, PeerPair? other, int size, int count) =>
        CompareAsync(name, "MB/s", true, other, async pair => (await pair.FloodAsync(size, options.Scaled(count))).MegabytesPerSecond);

    private async Task CompareAsync(string name, string unit, bool higherIsBetter, PeerPair? other, Func<PeerPair, Task<double>> measure)
    {
        if (!options.Wants(name))
        {
            return;
        }

        if (other is null)
        {
            Console.WriteLine($"{name}: not measured, the other stack is not installed (npm ci --prefix tests/peers)");
            return;
        }

        var mine = new Samples(higherIsBetter);
        var theirs = new Samples(higherIsBetter);
        for (var i = 0; i < options.Pairs; i++)
        {
            mine.Add(await measure(ours));
            theirs.Add(await other.MeasureAsync(measure));
        }

        Report(name, unit, mine, theirs, other.Stack);
    }

    private async Task BareUdpAsync()
    {
        const string Name = "pingpong-p50-vs-bare-udp";
        if (!options.Wants(Name))
        {
            return;
        }

        var start = new ProcessStartInfo("dotnet", [typeof(BareUdp).Assembly.Location, "udp-echo"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var echo = Process.Start(start)!;
        var port = int.Parse((await echo.StandardOutput.ReadLineAsync())!);
        await BareUdp.PingPongAsync(port, Small, options.Scaled(5000));
        var mine = new Samples(higherIsBetter: false);
        var bare = new Samples(higherIsBetter: false);
        for (var i = 0; i < options.Pairs; i++)
        {
            mine.Add(await ours.PingPongAsync(Small, options.Scaled(3000)));
            bare.Add(await BareUdp.PingPongAsync(port, Small, options.Scaled(3000)));
        }

        echo.StandardInput.Close();
        await echo.WaitForExitAsync();
        Report(Name, "us", mine, bare, "bare UDP socket");
    }

    private async Task AllocationsAsync()
    {
        if (options.Only is not null && !options.Wants("allocated"))
        {
            return;
        }

        foreach (var (size, count) in new[] { (Small, 150_000), (16 * 1024, 4000) })
        {
            // The last opening left a fresh connection, whose buffers grow with the most that ever waits.
            for (var i = 0; i < FloodsToWarmUp; i++)
            {
                await ours.FloodAsync(size, options.Scaled(count));
            }

            var result = await ours.FloodAsync(size, options.Scaled(count));
            Console.WriteLine(FormattableString.Invariant(
                $"allocated for one message of {size} bytes, whole process: sender {result.SenderBytes:F2}, receiver {result.ReceiverBytes:F2} bytes"));
        }
    }

    /// <summary>What both sides hold after a gibibyte against before it, when a first run has made room for what is in flight.</summary>
    private async Task GrowthAsync()
    {
        const string Name = "memory-after-1gib-vs-before";
        const int Size = 16 * 1024;
        const int Mebibyte = 1024 * 1024;
        if (!options.Wants(Name))
        {
            return;
        }

        await ours.FloodAsync(Size, 64 * Mebibyte / Size);
        var before = await ours.MeasureMemoryAsync();
        await ours.FloodAsync(Size, options.Scaled(1024 * Mebibyte / Size));
        var after = await ours.MeasureMemoryAsync();
        foreach (var (when, use) in new[] { ("before", before), ("after", after) })
        {
            Console.WriteLine(FormattableString.Invariant(
                $"memory {when} 1 GiB in messages of {Size} bytes: sender {(double)use.SenderResident / Mebibyte:F1} MiB resident, {(double)use.SenderHeap / Mebibyte:F2} on the heap; receiver {(double)use.ReceiverResident / Mebibyte:F1} and {(double)use.ReceiverHeap / Mebibyte:F2}"));
        }

        _ratios.Add("heap-after-1gib-vs-before", (double)(after.SenderHeap + after.ReceiverHeap) / (before.SenderHeap + before.ReceiverHeap));
        _ratios.Add(Name, (double)(after.SenderResident + after.ReceiverResident) / (before.SenderResident + before.ReceiverResident));
    }

    private void Report(string name, string unit, Samples mine, Samples theirs, string other) =>
        _ratios.Add(name, unit, ("typedpeer", mine), (other, theirs));
}
