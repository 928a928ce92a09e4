using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>The unmodified server of npm's <c>peer</c>, as a process of its own.</summary>
internal sealed class NpmServer : IDisposable
{
    private readonly int _port;
    private Process? _process;

    private NpmServer(int port) => _port = port;

    public Uri Address => new($"http://127.0.0.1:{_port}/peers");

    public static async Task<NpmServer> StartAsync()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var server = new NpmServer(((IPEndPoint)probe.LocalEndpoint).Port);
        probe.Stop();
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var script = Path.Combine(RepositoryRoot.Path, "tests", "peers", "node_modules", "peer", "dist", "bin", "peerjs.js");
        _process = Process.Start(new ProcessStartInfo("node", [script, "--port", $"{_port}", "--path", "/peers"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (await _process.StandardOutput.ReadLineAsync(Loopback.Token).AsTask().SoonAsync() is { } line && !line.Contains("Started", StringComparison.Ordinal))
        {
            // It says more than that.
        }
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Loopback.Token).SoonAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }
}
