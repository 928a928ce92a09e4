using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Browsers;

/// <summary>
/// A page in Chromium with our peer, with node-datachannel and with another page: transfers by turns over channels that stay open,
/// in both directions.
/// </summary>
internal sealed class BrowserBenchmark(Options options, PeerPair ours, PeerPair? native, PeerPair pages)
{
    private const int MessageSize = 16 * 1024;

    /// <summary>Our code is compiled for speed after seconds of load, a page's too.</summary>
    private const int WindowsToWarmUp = 6;

    private readonly TimeSpan _window = TimeSpan.FromSeconds(1.5 * Math.Max(options.Scale, 0.4));
    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        if (RealPeer.Get("chromium") is { IsInstalled: false } missing)
        {
            Console.Error.WriteLine($"Chromium is not installed. {missing.HowToInstall}");
            return 1;
        }

        await using var ours = await PeerPair.StartAsync("typedpeer", StartPageAsync, PeerPair.Find("typedpeer")!);
        await using var native = PeerPair.Find("node-datachannel") is { } start ? await PeerPair.StartAsync("node-datachannel", StartPageAsync, start) : null;
        PagePeer? first = null;
        await using var pages = await PeerPair.StartAsync("two pages", async () => first = await PagePeer.StartAsync(), async () => await first!.StartAnotherAsync());
        if (native is null)
        {
            Console.WriteLine($"node-datachannel: not measured, it is not installed. {RealPeer.Get("node-datachannel").HowToInstall}");
        }

        var benchmark = new BrowserBenchmark(options, ours, native, pages);
        await benchmark.WarmUpAsync();
        await benchmark.MeasureAsync("browser-to-us", "from the page", back: false);
        await benchmark.MeasureAsync("us-to-browser", "to the page", back: true);
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    private static async Task<DrivenPeer> StartPageAsync() => await PagePeer.StartAsync();

    private async Task WarmUpAsync()
    {
        Console.WriteLine($"a page of {pages.Version} with each, the two pages in one browser; {options.Pairs} windows of {_window.TotalSeconds} s by turns, messages of {MessageSize / 1024} KiB");
        foreach (var pair in new[] { ours, native, pages }.OfType<PeerPair>())
        {
            await pair.OpenAsync();
            for (var i = 0; i < WindowsToWarmUp; i++)
            {
                await pair.TransferAsync(MessageSize, _window, back: i % 2 == 1);
            }
        }
    }

    private async Task MeasureAsync(string name, string direction, bool back)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var pairs = new[] { ours, pages, native }.OfType<PeerPair>().ToArray();
        var windows = pairs.Select(static _ => (Rate: new Samples(higherIsBetter: true), Processor: new Samples(higherIsBetter: false), Cores: new Samples(higherIsBetter: false))).ToArray();
        for (var i = 0; i < options.Pairs; i++)
        {
            foreach (var (pair, (rate, processor, cores)) in pairs.Zip(windows))
            {
                var result = await pair.TransferAsync(MessageSize, _window, back);
                rate.Add(result.MegabytesPerSecond);
                processor.Add(result.ProcessorPerMegabyte);
                cores.Add(result.Cores);
            }
        }

        foreach (var (pair, (rate, processor, cores)) in pairs.Zip(windows).Where(pair => pair.First != pages))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{name}: {direction}, {pair.Stack} {rate.Median:F1} MB/s at {cores.Median:F2} of a core, {processor.Median:F1} ms of its processor time for each MB"));
        }

        _ratios.Add($"{name}-vs-two-pages", "MB/s", (ours.Stack, windows[0].Rate), (pages.Stack, windows[1].Rate));
        if (native is not null)
        {
            _ratios.Add($"{name}-vs-node-datachannel", "MB/s", (ours.Stack, windows[0].Rate), (native.Stack, windows[2].Rate));
            _ratios.Add($"{name}-cpu-vs-node-datachannel", "ms/MB", (ours.Stack, windows[0].Processor), (native.Stack, windows[2].Processor));
        }
    }
}
