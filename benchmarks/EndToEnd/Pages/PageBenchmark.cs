using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>
/// Calls and streams of a page in Chromium with the package for TypeScript and a process of ours, by turns with what a page writes by hand on the same data
/// channels, and with Cap'n Web between two pages; beside that this package between the same two pages, and a page of .NET WebAssembly beside the one in TypeScript.
/// </summary>
internal sealed class PageBenchmark(Options options, BenchmarkPage page, BenchmarkPage? capnWeb)
{
    public const int InFlight = 64;

    /// <summary>Both ends are compiled for speed after seconds of load.</summary>
    private const int WindowsToWarmUp = 4;

    private readonly int _window = options.Scaled(1000);
    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        foreach (var peer in (string[])["chromium", "typescript"])
        {
            if (RealPeer.Get(peer) is { IsInstalled: false } missing)
            {
                Console.Error.WriteLine($"{peer} is not installed. {missing.HowToInstall}");
                return 1;
            }
        }

        await using var listener = await PeerListener.ListenAsync(
            static peer => peer.Serve<IPageBenchmark>(new PageService()), new() { Connections = new() { Port = new() { IncludeLoopback = true } } });
        await using var handWritten = new HandWritten();
        await using var page = await BenchmarkPage.StartAsync(await PageScripts.BundleAsync("main.ts"));
        await page.CallAsync("ours.connect", listener.Address.ToString());
        await page.CallAsync("handWritten.connect", await handWritten.AnswerAsync(await page.CallAsync<string>("handWritten.offer")));
        var capnWeb = await TryCapnWebAsync();
        await using (capnWeb as IAsyncDisposable)
        {
            Console.WriteLine($"Chromium {page.Version}; {options.Pairs} windows of {options.Scaled(1000)} ms by turns");
            var benchmark = new PageBenchmark(options, page, capnWeb);
            await benchmark.MeasureCallsAsync("calls-one-by-one", 1);
            await benchmark.MeasureCallsAsync("calls-in-flight", InFlight);
            await benchmark.MeasureStreamAsync("stream-to-page", "download");
            await benchmark.MeasureStreamAsync("stream-from-page", "upload");
            await benchmark.MeasureLatencyAsync();
            await WebAssemblyBenchmark.RunAsync(options, benchmark._ratios, page, listener.Address.ToString());
            benchmark._ratios.Print();
            return benchmark._ratios.Any ? 0 : 1;
        }
    }

    /// <summary>Two pages in a browser of their own, connected.</summary>
    private static async Task<BenchmarkPage?> TryCapnWebAsync()
    {
        if (RealPeer.Get("capnweb") is { IsInstalled: false } missing)
        {
            Console.WriteLine($"Cap'n Web: not measured, it is not installed. {missing.HowToInstall}");
            return null;
        }

        var script = await PageScripts.BundleAsync("capn-web-main.ts");
        var first = await BenchmarkPage.StartAsync(script);
        var second = await first.OpenAnotherAsync(script);
        await first.CallAsync("capnWeb.connect", await second.CallAsync<string>("capnWeb.answer", await first.CallAsync<string>("capnWeb.offer")));
        return first;
    }

    private async Task MeasureCallsAsync(string name, int inFlight)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var ours = new Samples(higherIsBetter: true);
        var byHand = new Samples(higherIsBetter: true);
        var others = new Samples(higherIsBetter: true);
        var betweenPages = new Samples(higherIsBetter: true);
        for (var i = -WindowsToWarmUp; i < options.Pairs; i++)
        {
            ours.Keep(i, await page.CallAsync<double>("ours.calls", inFlight, _window));
            byHand.Keep(i, await page.CallAsync<double>("handWritten.calls", inFlight, _window));
            if (capnWeb is not null)
            {
                others.Keep(i, await capnWeb.CallAsync<double>("capnWeb.calls", inFlight, _window));
                betweenPages.Keep(i, await capnWeb.CallAsync<double>("capnWeb.oursCalls", inFlight, _window));
            }
        }

        _ratios.Add($"page-{name}-vs-json", "calls/s", ("typedpeer", ours), ("JSON by hand", byHand));
        if (capnWeb is not null)
        {
            _ratios.Add($"page-{name}-vs-capnweb", "calls/s", ("typedpeer", ours), ("Cap'n Web between two pages", others));
            _ratios.Add($"two-pages-{name}-vs-capnweb", "calls/s", ("typedpeer", betweenPages), ("Cap'n Web", others));
        }
    }

    private async Task MeasureStreamAsync(string name, string function)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var ours = new Samples(higherIsBetter: true);
        var raw = new Samples(higherIsBetter: true);
        for (var i = -WindowsToWarmUp; i < options.Pairs; i++)
        {
            ours.Keep(i, await page.CallAsync<double>($"ours.{function}", _window));
            raw.Keep(i, await page.CallAsync<double>($"handWritten.{function}", _window));
        }

        _ratios.Add($"page-{name}-vs-raw-channel", "MB/s", ("typedpeer", ours), ("the bare channel", raw));
    }

    private async Task MeasureLatencyAsync()
    {
        const string Name = "call-p99-beside-a-stream";
        if (!options.Wants(Name))
        {
            return;
        }

        var beside = new Samples(higherIsBetter: false);
        var alone = new Samples(higherIsBetter: false);
        var streamBeside = new Samples(higherIsBetter: true);
        var streamAlone = new Samples(higherIsBetter: true);
        for (var i = -WindowsToWarmUp; i < options.Pairs; i++)
        {
            alone.Keep(i, await page.CallAsync<double>("ours.latency", _window));
            var both = await page.CallAsync<double[]>("ours.latencyBeside", _window);
            beside.Keep(i, both[0]);
            streamBeside.Keep(i, both[1]);
            streamAlone.Keep(i, await page.CallAsync<double>("ours.download", _window));
        }

        _ratios.Add($"page-{Name}-vs-idle", "ms", ("beside a stream", beside), ("alone", alone));
        _ratios.Add("page-stream-beside-calls-vs-alone", "MB/s", ("beside calls", streamBeside), ("alone", streamAlone));
    }
}
