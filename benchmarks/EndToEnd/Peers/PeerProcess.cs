using System.Diagnostics;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>One peer in its own process, driven over its standard input and output.</summary>
internal sealed class PeerProcess : DrivenPeer
{
    private readonly Process _process;

    private PeerProcess(Process process)
    {
        _process = process;
        _ = ReadAsync();
    }

    protected override string Description => $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";

    public static async Task<PeerProcess> StartAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new PeerProcess(Process.Start(start)!);
        await peer.WaitUntilReadyAsync();
        return peer;
    }

    public override ValueTask KillAsync()
    {
        _process.Kill();
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await CommandAsync(new { cmd = "exit" });
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or InvalidOperationException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    protected override async Task SendAsync(string line)
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

        OnEnded();
    }
}
