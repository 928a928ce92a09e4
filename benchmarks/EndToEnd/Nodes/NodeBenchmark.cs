using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Nodes;

/// <summary>
/// Calls between two processes of Node with the package for TypeScript, by turns with the same over birpc and Cap'n Web, and with bare messages there and back: what
/// the channel itself gives is the most that any of them can make of calls one by one.
/// </summary>
internal sealed class NodeBenchmark(Options options, NodeEnds ends)
{
    private const int InFlight = 64;

    /// <summary>Both ends are compiled for speed after seconds of load.</summary>
    private const int WindowsToWarmUp = 4;

    private static readonly (string Stack, string Name)[] Others = [("birpc", "birpc"), ("capnweb", "Cap'n Web"), ("bare-channel", "bare messages")];

    private readonly int _window = options.Scaled(1000);
    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        foreach (var peer in (string[])["node-datachannel", "birpc", "capnweb", "typescript"])
        {
            if (RealPeer.Get(peer) is { IsInstalled: false } missing)
            {
                Console.Error.WriteLine($"{peer} is not installed. {missing.HowToInstall}");
                return 1;
            }
        }

        await using var ends = await NodeEnds.StartAsync();
        Console.WriteLine($"Node {ends.Version}; {options.Pairs} windows of {options.Scaled(1000)} ms by turns");
        var benchmark = new NodeBenchmark(options, ends);
        await benchmark.MeasureCallsAsync("calls-one-by-one", 1);
        await benchmark.MeasureCallsAsync("calls-in-flight", InFlight);
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    private async Task MeasureCallsAsync(string name, int inFlight)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var ours = new Samples(higherIsBetter: true);
        var others = Others.Select(static other => (other.Stack, other.Name, Windows: new Samples(higherIsBetter: true))).ToArray();
        for (var i = -WindowsToWarmUp; i < options.Pairs; i++)
        {
            ours.Keep(i, await ends.CallsPerSecondAsync("typedpeer", inFlight, _window));
            foreach (var (stack, _, windows) in others)
            {
                windows.Keep(i, await ends.CallsPerSecondAsync(stack, inFlight, _window));
            }
        }

        foreach (var (stack, other, windows) in others)
        {
            _ratios.Add($"node-{name}-vs-{stack}", "calls/s", ("typedpeer", ours), (other, windows));
        }
    }
}
