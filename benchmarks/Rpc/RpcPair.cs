using System.Globalization;
using TypedPeer.Benchmarks.Rpc.Systems;
using TypedPeer.Benchmarks.Rpc.Windows;

namespace TypedPeer.Benchmarks.Rpc;

/// <summary>The two processes of one system, and what was measured of it.</summary>
internal sealed class RpcPair(RpcSystem system, RpcProcess server, RpcProcess client) : IAsyncDisposable
{
    private const int MostLooks = 100;
    private const double QuietMilliseconds = 2;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Dictionary<WindowKind, List<WindowResult>> _results = [];

    public string Name => system.Name;

    public static async Task<RpcPair> StartAsync(RpcSystem system)
    {
        var server = await RpcProcess.StartAsync("serve", system.Name);
        return new RpcPair(system, server, await RpcProcess.StartAsync("call", system.Name, server.Greeting));
    }

    /// <summary>Runs a window and keeps what it gave.</summary>
    public async Task MeasureAsync(WindowKind kind, int milliseconds)
    {
        _results.TryAdd(kind, []);
        _results[kind].Add(await RunAsync(kind, milliseconds));
    }

    /// <summary>Runs a window, and waits until what it left behind is done, so that it costs nobody else.</summary>
    public async Task<WindowResult> RunAsync(WindowKind kind, int milliseconds)
    {
        var before = await ProcessorAsync(server);
        var result = WindowResult.Parse(await client.AskAsync(FormattableString.Invariant($"{kind} {milliseconds}")));
        var after = await ProcessorAsync(server);
        await SettleAsync();
        return result with { Processor = result.Processor + after - before };
    }

    /// <summary>Returns one figure of every window of a kind, in the order they were measured; none where that kind was not.</summary>
    public IReadOnlyList<double> Figures(WindowKind kind, Func<WindowResult, double> figure) =>
        _results.TryGetValue(kind, out var results) ? [.. results.Select(figure)] : [];

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task SettleAsync()
    {
        var before = await ProcessorAsync(server) + await ProcessorAsync(client);
        for (var look = 0; look < MostLooks; look++)
        {
            await Task.Delay(Look);
            var now = await ProcessorAsync(server) + await ProcessorAsync(client);
            if (now - before < QuietMilliseconds)
            {
                return;
            }

            before = now;
        }
    }

    private static async Task<double> ProcessorAsync(RpcProcess process) =>
        double.Parse(await process.AskAsync(RpcRoles.Processor), CultureInfo.InvariantCulture);
}
