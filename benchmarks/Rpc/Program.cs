using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.Rpc;
using TypedPeer.Benchmarks.Rpc.Windows;

const string Help = """
    Compares calls and streams of TypedPeer over a data channel, which is encrypted, with gRPC, SignalR (MessagePack) and
    StreamJsonRpc (MessagePack) over plain TCP: two processes each, on this machine, in windows by turns.

    usage: dotnet run -c Release --project benchmarks/Rpc -- [options]

      --pairs N           rounds of windows (default 10, at least 5)
      --only NAME         only figures whose name contains NAME, such as upload or cpu-per-call
      --quick             3 rounds of short windows: to see that it runs, not to quote

    Blocks of streams have 16 KiB; the collector is that of workstations for all. Processor time is that of both processes
    together. The figures end with lines "ratio: FIGURE-vs-SYSTEM", ours divided by theirs: medians of the ratios of windows side by side.
    """;

return await BenchmarkProgram.RunAsync(args, Help, static async args =>
{
    switch (args)
    {
        case ["serve", var system]:
            await RpcRoles.ServeAsync(system);
            return 0;
        case ["call", var system, var address]:
            await RpcRoles.CallAsync(system, address);
            return 0;
        default:
            return await RpcBenchmark.RunAsync(Options.Parse(args));
    }
});
