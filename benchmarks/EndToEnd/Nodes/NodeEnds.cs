using TypedPeer.Benchmarks.EndToEnd.Pages;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Nodes;

/// <summary>Two processes of Node with one connection of node-datachannel between them, and a channel for each stack. The first calls what the second serves.</summary>
internal sealed class NodeEnds : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "benchmarks", "EndToEnd", "Nodes", "Script");

    private readonly DirectoryInfo _scripts;
    private readonly PeerProcess _caller;
    private readonly PeerProcess _server;

    private NodeEnds(DirectoryInfo scripts, PeerProcess caller, PeerProcess server) => (_scripts, _caller, _server) = (scripts, caller, server);

    /// <summary>Gets Node's version.</summary>
    public string Version => _caller.Version;

    public static async Task<NodeEnds> StartAsync()
    {
        // One configuration for all files, or the contract would be of another copy of the package.
        var script = await PageScripts.BundleAsync(Folder, "main.ts", "--platform=node", "--tsconfig=tsconfig.json");
        var scripts = Directory.CreateTempSubdirectory("typedpeer-benchmark-");
        var path = Path.Combine(scripts.FullName, "main.mjs");
        await File.WriteAllTextAsync(path, script);
        var peers = Path.Combine(RepositoryRoot.Path, "tests", "peers");
        var ends = new NodeEnds(scripts, await PeerProcess.StartAsync("node", path, peers), await PeerProcess.StartAsync("node", path, peers));
        await ends.ConnectAsync();
        return ends;
    }

    /// <summary>Measures how many calls a second are answered.</summary>
    public async Task<double> CallsPerSecondAsync(string stack, int inFlight, int milliseconds)
    {
        await _caller.CommandAsync(new { cmd = "calls", stack, inFlight, milliseconds });
        return (double)(await _caller.NextAsync("calls"))["perSecond"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _server.DisposeAsync();
        _scripts.Delete(recursive: true);
    }

    /// <summary>
    /// The server is told no candidates and learns them by the caller's checks, which come once the caller has its answer: libdatachannel (0.33.4 of the package) refuses a
    /// certificate whose handshake comes before it has stored the answer's fingerprint, and on loopback every fifth does.
    /// </summary>
    private async Task ConnectAsync()
    {
        await _caller.CommandAsync(new { cmd = "offer" });
        var offer = (string)(await _caller.NextAsync("description"))["sdp"]!;
        await _server.CommandAsync(new { cmd = "answer", sdp = Connecting.WithoutUdp(offer) });
        var answer = (string)(await _server.NextAsync("description"))["sdp"]!;
        await _caller.CommandAsync(new { cmd = "connect", sdp = answer });
        await _caller.NextAsync("connected");
    }
}
