using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Turn;

/// <summary>Data through a TURN server, coturn: ours against node-datachannel through the same one.</summary>
internal sealed class TurnBenchmark
{
    private const string Name = "relayed-throughput-16k-vs-node-datachannel";
    private const int Size = 16 * 1024;
    private const int Messages = 2000;

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        if (CoturnProcess.Find() is null)
        {
            Console.WriteLine($"{Name}: not measured, coturn is not installed (Debian and Ubuntu: sudo apt-get install coturn)");
            return 1;
        }

        await using var coturn = await CoturnProcess.StartAsync();
        await using var ours = (await PeerPair.StartAsync("typedpeer"))!;
        await using var native = await PeerPair.StartAsync("node-datachannel");
        if (native is null)
        {
            Console.WriteLine($"{Name}: not measured, the other stack is not installed (npm ci --prefix tests/peers)");
            return 1;
        }

        await ours.OpenAsync(config: coturn.ConfigOf("typedpeer"));
        await native.OpenAsync(config: coturn.ConfigOf("node-datachannel"));
        for (var i = 0; i < 8; i++)
        {
            await ours.FloodAsync(Size, options.Scaled(Messages));
        }

        await native.FloodAsync(Size, options.Scaled(Messages));
        var mine = new Samples(higherIsBetter: true);
        var theirs = new Samples(higherIsBetter: true);
        var use = (Ours: TimeSpan.Zero, Theirs: TimeSpan.Zero);
        for (var i = 0; i < options.Pairs; i++)
        {
            var start = coturn.Processor;
            mine.Add((await ours.FloodAsync(Size, options.Scaled(Messages))).MegabytesPerSecond);
            var between = coturn.Processor;
            theirs.Add((await native.FloodAsync(Size, options.Scaled(Messages))).MegabytesPerSecond);
            use = (use.Ours + between - start, use.Theirs + coturn.Processor - between);
        }

        // That both go through it: a path that does not costs it nothing.
        var megabytes = options.Pairs * (double)options.Scaled(Messages) * Size / 1e6;
        Console.WriteLine(FormattableString.Invariant($"processor time of coturn: typedpeer {use.Ours.TotalMilliseconds / megabytes:F2} ms/MB, node-datachannel {use.Theirs.TotalMilliseconds / megabytes:F2} ms/MB"));

        var allocated = await ours.FloodAsync(Size, options.Scaled(Messages));
        Console.WriteLine(FormattableString.Invariant($"allocated for one relayed message of {Size} bytes, whole process: sender {allocated.SenderBytes:F2}, receiver {allocated.ReceiverBytes:F2} bytes"));
        var ratios = new Ratios();
        ratios.Add(Name, "MB/s", ("typedpeer", mine), ("node-datachannel", theirs));
        ratios.Print();
        return 0;
    }
}
