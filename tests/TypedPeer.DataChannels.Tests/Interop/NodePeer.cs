using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A stack of node's in a process of its own: tests/peers/peer.mjs.</summary>
internal sealed class NodePeer : ForeignPeer
{
    private readonly Process _process;
    private readonly Task _reading;

    private NodePeer(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static async Task<NodePeer> StartAsync(string stack)
    {
        var script = Path.Combine(RepositoryRoot.Path, "tests", "peers", "peer.mjs");
        var start = new ProcessStartInfo("node", [script, stack]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new NodePeer(Process.Start(start)!);
        await peer.NextAsync("ready");
        return peer;
    }

    public override async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    protected override async Task SendLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            OnLine(line);
        }

        OnEnded("The peer's process ended.");
    }
}
