using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Tcp;

/// <summary>Data over a TCP candidate, on loopback, against the same over UDP: what waits for one connection must not take the speed away.</summary>
internal static class TcpBenchmark
{
    private const string Name = "tcp-throughput-16k-vs-udp";
    private const int Size = 16 * 1024;
    private const int Messages = 2000;

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        await using var tcp = (await PeerPair.StartAsync("typedpeer"))!;
        await using var udp = (await PeerPair.StartAsync("typedpeer"))!;
        object overTcp = new { bindAddress = "127.0.0.1", tcp = true };
        object overUdp = new { bindAddress = "127.0.0.1" };
        await tcp.OpenAsync(config: (overTcp, overTcp));
        await udp.OpenAsync(config: (overUdp, overUdp));
        for (var i = 0; i < 8; i++)
        {
            await tcp.FloodAsync(Size, options.Scaled(Messages));
            await udp.FloodAsync(Size, options.Scaled(Messages));
        }

        var mine = new Samples(higherIsBetter: true);
        var theirs = new Samples(higherIsBetter: true);
        for (var i = 0; i < options.Pairs; i++)
        {
            mine.Add((await tcp.FloodAsync(Size, options.Scaled(Messages))).MegabytesPerSecond);
            theirs.Add((await udp.FloodAsync(Size, options.Scaled(Messages))).MegabytesPerSecond);
        }

        var allocated = await tcp.FloodAsync(Size, options.Scaled(Messages));
        Console.WriteLine(FormattableString.Invariant($"allocated for one message of {Size} bytes over TCP, whole process: sender {allocated.SenderBytes:F2}, receiver {allocated.ReceiverBytes:F2} bytes"));
        var ratios = new Ratios();
        ratios.Add(Name, "MB/s", ("TCP", mine), ("UDP", theirs));
        ratios.Print();
        return 0;
    }
}
