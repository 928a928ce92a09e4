using System.Reflection;
using System.Text.Json;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>A relay in a process of its own, seen from the benchmark.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private readonly PeerProcess _process;

    private RelayProcess(PeerProcess process) => _process = process;

    public static async Task<RelayProcess> StartAsync() =>
        new(await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "relay"));

    /// <summary>Forgets all paths and begins anew with other settings.</summary>
    public async Task BeginAsync(RelaySettings settings)
    {
        await _process.CommandAsync(new { cmd = "begin", settings });
        await _process.NextAsync("begun");
    }

    /// <summary>Opens one more path through the one bottleneck.</summary>
    public async Task<RelayEnds> OpenPathAsync()
    {
        await _process.CommandAsync(new { cmd = "path" });
        var path = await _process.NextAsync("path");
        return new RelayEnds((int)path["first"]!, (int)path["second"]!);
    }

    /// <summary>What has happened since <see cref="BeginAsync"/>.</summary>
    public async Task<RelayReport> ReportAsync()
    {
        await _process.CommandAsync(new { cmd = "report" });
        return (await _process.NextAsync("report"))["report"].Deserialize<RelayReport>()!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
