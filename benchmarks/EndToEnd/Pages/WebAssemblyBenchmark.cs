using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>Calls and streams of a page of .NET WebAssembly over a link to this process, by turns with those of the page in TypeScript with the same contract.</summary>
/// <param name="options">What is measured, and for how long.</param>
/// <param name="ratios">Get the figures.</param>
/// <param name="typeScript">Is connected already.</param>
/// <param name="webAssembly">Is connected already.</param>
internal sealed class WebAssemblyBenchmark(Options options, Ratios ratios, BenchmarkPage typeScript, BenchmarkPage webAssembly)
{
    private const string Prefix = "page-wasm-";

    /// <summary>Mono compiles what has run often while it goes on.</summary>
    private const int WindowsToWarmUp = 6;

    private readonly int _window = options.Scaled(1000);

    /// <summary>Publishes the page and measures what is asked for.</summary>
    public static async Task RunAsync(Options options, Ratios ratios, BenchmarkPage typeScript, string address)
    {
        if (!Figures.Any(figure => options.Wants(figure.Name)))
        {
            return;
        }

        var webAssembly = await typeScript.OpenFolderAsync(await WebAssemblyPage.PublishAsync());
        await webAssembly.CallAsync("webAssembly.connect", address);
        var benchmark = new WebAssemblyBenchmark(options, ratios, typeScript, webAssembly);
        foreach (var figure in Figures.Where(figure => options.Wants(figure.Name)))
        {
            await benchmark.MeasureAsync(figure);
        }
    }

    private static IReadOnlyList<Figure> Figures { get; } =
    [
        new(Prefix + "calls-one-by-one", "calls/s", "calls", 1),
        new(Prefix + "calls-in-flight", "calls/s", "calls", PageBenchmark.InFlight),
        new(Prefix + "stream-to-page", "MB/s", "download"),
        new(Prefix + "stream-from-page", "MB/s", "upload"),
    ];

    private async Task MeasureAsync(Figure figure)
    {
        object[] arguments = [.. figure.Arguments, _window];
        var ours = new Samples(higherIsBetter: true);
        var others = new Samples(higherIsBetter: true);
        for (var i = -WindowsToWarmUp; i < options.Pairs; i++)
        {
            var mine = await webAssembly.CallAsync<double>($"webAssembly.{figure.Function}", arguments);
            var theirs = await typeScript.CallAsync<double>($"ours.{figure.Function}", arguments);
            if (i >= 0)
            {
                ours.Add(mine);
                others.Add(theirs);
            }
        }

        ratios.Add($"{figure.Name}-vs-typescript", figure.Unit, (".NET WebAssembly", ours), ("TypeScript", others));
    }

    /// <summary>One function that both pages have.</summary>
    private sealed record Figure(string Name, string Unit, string Function, params object[] Arguments);
}
