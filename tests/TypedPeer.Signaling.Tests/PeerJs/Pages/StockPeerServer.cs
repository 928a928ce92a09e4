using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>The unmodified <c>peer</c> from npm, in a process of node's.</summary>
internal sealed class StockPeerServer : IPageServer
{
    private Process? _process;

    private StockPeerServer(string path) => Path = path;

    public int Port { get; } = FreePort.Tcp();

    public string Path { get; }

    public string Address => $"http://127.0.0.1:{Port}{Path}";

    public static async Task<StockPeerServer> StartAsync(string path = "/")
    {
        var server = new StockPeerServer(path);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it on its port, again after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync()
    {
        var script = System.IO.Path.Combine(RepositoryRoot.Path, "tests", "peers", "node_modules", "peer", "dist", "bin", "peerjs.js");
        _process = Process.Start(new ProcessStartInfo("node", [script, "--port", $"{Port}", "--host", "127.0.0.1", "--path", Path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync(Loopback.Token).AsTask().SoonAsync() is { } line)
        {
            if (line.Contains("Started", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("The server did not start.");
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
