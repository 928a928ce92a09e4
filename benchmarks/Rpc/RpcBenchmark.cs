using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.Rpc.Systems;
using TypedPeer.Benchmarks.Rpc.Windows;

namespace TypedPeer.Benchmarks.Rpc;

/// <summary>All systems take the same window one after another, then the next kind; so many rounds.</summary>
internal sealed class RpcBenchmark(Options options)
{
    private const int WindowMilliseconds = 250;
    private const int WarmUps = 4;
    private static readonly Figure[] Figures =
    [
        new("call-p50", "us", WindowKind.Latency, static result => result.P50),
        new("call-p99", "us", WindowKind.Latency, static result => result.P99),
        new("calls-64-in-flight", "calls/s", WindowKind.Calls, static result => result.CallsPerSecond),
        new("cpu-per-call", "us", WindowKind.Calls, static result => result.ProcessorPerCall),
        new("cpu-per-call-alone", "us", WindowKind.Latency, static result => result.ProcessorPerCall),
        new("upload", "MB/s", WindowKind.Upload, static result => result.MegabytesPerSecond),
        new("upload-cpu-per-mb", "ms", WindowKind.Upload, static result => result.ProcessorPerMegabyte),
        new("download", "MB/s", WindowKind.Download, static result => result.MegabytesPerSecond),
        new("download-cpu-per-mb", "ms", WindowKind.Download, static result => result.ProcessorPerMegabyte),
        new("p99-beside-upload", "us", WindowKind.Beside, static result => result.P99),
        new("upload-beside-calls", "MB/s", WindowKind.Beside, static result => result.MegabytesPerSecond),
    ];

    private readonly List<RpcPair> _pairs = [];
    private readonly List<string> _ratios = [];

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        var benchmark = new RpcBenchmark(options);
        try
        {
            foreach (var system in RpcSystem.All)
            {
                Console.WriteLine($"{system.Name}: {system.Transport}, {system.Version}");
                benchmark._pairs.Add(await RpcPair.StartAsync(system));
            }

            await benchmark.MeasureAsync();
        }
        finally
        {
            foreach (var pair in benchmark._pairs)
            {
                await pair.DisposeAsync();
            }
        }

        benchmark.Print();
        return benchmark._ratios.Count > 0 ? 0 : 1;
    }

    private async Task MeasureAsync()
    {
        var kinds = Figures.Where(figure => options.Wants(figure.Name)).SelectMany(static figure => figure.Needs).Distinct().ToArray();
        var length = Math.Max(100, (int)(WindowMilliseconds * options.Scale));
        Console.WriteLine($"two processes each; windows of {length} ms by turns, {options.Pairs} rounds; medians, processor time of both processes\n");
        for (var round = 0; round < WarmUps; round++)
        {
            await EachAsync(kinds, (pair, kind) => pair.RunAsync(kind, length));
        }

        for (var round = 0; round < options.Pairs; round++)
        {
            await EachAsync(kinds, (pair, kind) => pair.MeasureAsync(kind, length));
        }
    }

    private async Task EachAsync(WindowKind[] kinds, Func<RpcPair, WindowKind, Task> run)
    {
        foreach (var kind in kinds)
        {
            foreach (var pair in _pairs)
            {
                await run(pair, kind);
            }
        }
    }

    private void Print()
    {
        var width = Figures.Max(static figure => figure.Name.Length + figure.Unit.Length) + 3;
        Console.WriteLine($"{string.Empty.PadRight(width)}{string.Concat(_pairs.Select(static pair => pair.Name.PadLeft(15)))}");
        foreach (var figure in Figures.Where(figure => options.Wants(figure.Name)))
        {
            var values = _pairs.Select(pair => pair.Figures(figure.Kind, figure.Read)).ToArray();
            Console.WriteLine($"{$"{figure.Name}, {figure.Unit}".PadRight(width)}{string.Concat(values.Select(static windows => FormattableString.Invariant($"{Median(windows),15:0.##}")))}");
            for (var other = 1; other < _pairs.Count; other++)
            {
                _ratios.Add(FormattableString.Invariant($"ratio: {figure.Name}-vs-{_pairs[other].Name} {Ratio(values[0], values[other]):0.###}"));
            }
        }

        AgainstThemselves("p99-beside-upload", WindowKind.Beside, WindowKind.Latency, static result => result.P99, "p99-beside-upload-vs-idle");
        AgainstThemselves("upload-beside-calls", WindowKind.Beside, WindowKind.Upload, static result => result.MegabytesPerSecond, "upload-beside-calls-vs-alone");
        Console.WriteLine();
        _ratios.ForEach(Console.WriteLine);
    }

    /// <summary>What calls and an upload cost each other, for each system.</summary>
    private void AgainstThemselves(string figure, WindowKind beside, WindowKind alone, Func<WindowResult, double> read, string name)
    {
        if (options.Wants(figure))
        {
            _ratios.AddRange(_pairs.Select(pair => FormattableString.Invariant(
                $"ratio: {name}-{pair.Name} {Ratio(pair.Figures(beside, read), pair.Figures(alone, read)):0.##}")));
        }
    }

    /// <summary>The median of the ratios of windows that lie side by side in time.</summary>
    private static double Ratio(IReadOnlyList<double> mine, IReadOnlyList<double> other) => Median([.. mine.Zip(other, static (a, b) => a / b)]);

    private static double Median(IReadOnlyList<double> values)
    {
        var samples = new Samples(higherIsBetter: true);
        foreach (var value in values)
        {
            samples.Add(value);
        }

        return samples.Median;
    }

    /// <summary>What one kind of window tells.</summary>
    private sealed record Figure(string Name, string Unit, WindowKind Kind, Func<WindowResult, double> Read)
    {
        /// <summary>Gets the kinds it is printed from: what happens beside an upload is compared with what happens alone.</summary>
        public IEnumerable<WindowKind> Needs => Kind == WindowKind.Beside ? [Kind, WindowKind.Latency, WindowKind.Upload] : [Kind];
    }
}
