using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Relays;

namespace TypedPeer.Benchmarks.EndToEnd.Paths;

/// <summary>
/// Transfers over paths with delay, loss and a bottleneck with a queue, through a relay: ours, those of node-datachannel and those of
/// a session, one after another over the same path.
/// </summary>
internal sealed class PathBenchmark(PathOptions options, RelayProcess relay, PeerPair ours, PeerPair? native)
{
    private const int MessageSize = 16 * 1024;

    /// <summary>What is compiled for good after seconds of load is compiled before anything counts.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly Ratios _ratios = new();
    private readonly Dictionary<double, double> _raw = [];

    public static async Task<int> RunAsync(PathOptions options)
    {
        Console.WriteLine(Machine.Describe());
        await using var relay = await RelayProcess.StartAsync();
        if (!await RelayCheck.RunAsync(relay))
        {
            return 1;
        }

        await using var ours = (await PeerPair.StartAsync("typedpeer"))!;
        await using var native = await PeerPair.StartAsync("node-datachannel");
        var benchmark = new PathBenchmark(options, relay, ours, native);
        await benchmark.MeasureAsync();
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    private async Task MeasureAsync()
    {
        Console.WriteLine(FormattableString.Invariant(
            $"paths: {options.Megabits} Mbit/s of UDP payload each way with a queue of {options.Queue} ms; messages of {MessageSize / 1024} KiB over a fresh channel for {options.Time.TotalSeconds} s, from the first that arrives"));
        await WarmUpAsync();
        foreach (var roundTrip in options.RoundTrips)
        {
            foreach (var loss in options.Losses)
            {
                await ThroughputAsync(new RelaySettings(roundTrip, loss, options.Megabits, options.Queue));
            }
        }

        await using var session = await PathSession.StartAsync();
        await new SessionPaths(options, relay, session, _ratios).MeasureAsync(_raw);
        foreach (var roundTrip in options.RoundTrips)
        {
            await ShareAsync(new RelaySettings(roundTrip, Loss: 0, options.Megabits, options.Queue));
        }
    }

    private async Task WarmUpAsync()
    {
        foreach (var pair in new[] { ours, native }.OfType<PeerPair>())
        {
            Console.WriteLine($"stack: {pair.Stack} {pair.Version}, two processes");
            foreach (var megabits in new[] { 0, options.Megabits })
            {
                await RunAsync(pair, new RelaySettings(RoundTrip: 2, Loss: 0, megabits, options.Queue), WarmUp);
            }
        }

        if (native is null)
        {
            Console.WriteLine("node-datachannel: not measured, it is not installed (npm ci --prefix tests/peers)");
        }
    }

    private async Task ThroughputAsync(RelaySettings settings)
    {
        var name = $"throughput-{PathName.Of(settings)}";
        var forUpload = settings.Loss == 0 && options.Wants(SessionPaths.UploadName(settings));
        var forProcessor = settings.Loss == 0 && settings.RoundTrip == options.RoundTrips[0] && options.Wants("paced-cpu-per-mb-vs-node-datachannel");
        if (!options.Wants(name) && !forUpload && !forProcessor)
        {
            return;
        }

        var mine = await TransferAsync(ours, name, settings);
        _ratios.Add($"{name}-vs-cap", mine.MegabytesPerSecond / settings.MegabytesPerSecond);
        if (settings.Loss == 0)
        {
            _raw[settings.RoundTrip] = mine.MegabytesPerSecond;
        }

        if (native is null || (!options.Wants(name) && !forProcessor))
        {
            return;
        }

        var theirs = await TransferAsync(native, name, settings);
        _ratios.Add($"{name}-vs-node-datachannel", mine.MegabytesPerSecond / theirs.MegabytesPerSecond);
        if (forProcessor)
        {
            _ratios.Add("paced-cpu-per-mb-vs-node-datachannel", mine.ProcessorPerMegabyte / theirs.ProcessorPerMegabyte);
        }
    }

    private async Task<TransferResult> TransferAsync(PeerPair pair, string name, RelaySettings settings)
    {
        var result = await pair.MeasureAsync(p => RunAsync(p, settings, options.Time));
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {pair.Stack} {result.MegabytesPerSecond:F2} MB/s of {settings.MegabytesPerSecond:F1}, {result.ProcessorPerMegabyte:F0} ms of processor time for each MB at both ends; {PathName.Describe(await relay.ReportAsync())}"));
        return result;
    }

    private async Task<TransferResult> RunAsync(PeerPair pair, RelaySettings settings, TimeSpan time)
    {
        await relay.BeginAsync(settings);
        await pair.OpenAsync(await relay.OpenPathAsync());
        return await pair.TransferAsync(MessageSize, time);
    }

    /// <summary>Two of our transfers through one bottleneck, counted at the relay: the second begins a second after the first, and two seconds later counting begins.</summary>
    private async Task ShareAsync(RelaySettings settings)
    {
        var name = settings.RoundTrip == options.RoundTrips[0] ? "share-two-flows" : $"share-two-flows-{PathName.Of(settings)}";
        if (!options.Wants(name))
        {
            return;
        }

        await using var second = (await PeerPair.StartAsync(ours.Stack))!;
        await RunAsync(second, new RelaySettings(RoundTrip: 2, Loss: 0, options.Megabits, options.Queue), WarmUp);
        await relay.BeginAsync(settings);
        foreach (var pair in new[] { ours, second })
        {
            await pair.OpenAsync(await relay.OpenPathAsync());
        }

        await ours.StartTransferAsync(MessageSize);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await second.StartTransferAsync(MessageSize);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = await relay.ReportAsync();
        await Task.Delay(options.Time);
        var after = await relay.ReportAsync();
        await ours.StopTransferAsync();
        await second.StopTransferAsync();
        var rates = after.There.Zip(before.There, (then, first) => (then - first) / options.Time.TotalMicroseconds).ToArray();
        Console.WriteLine(FormattableString.Invariant($"{name}: {rates[0]:F2} and {rates[1]:F2} MB/s of UDP payload for {options.Time.TotalSeconds} s; {PathName.Describe(after)}"));
        _ratios.Add(name, rates.Max() / rates.Min());
    }
}
