using System.Diagnostics;
using System.Globalization;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Redis.Tests;

/// <summary>Debian's Redis on a free port of loopback, without anything on disk; ended by its id.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private Process? _process;

    public int Port { get; } = FreePort.Tcp();

    public string Configuration => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it, empty.</summary>
    public async Task RestartAsync()
    {
        var start = new ProcessStartInfo(RealPeer.Get("redis").Path ?? throw new FileNotFoundException("redis-server")) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        _process = process;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // What it says later is read, so that it never waits for that.
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("Redis did not start.");
    }

    /// <summary>Kills it, with all that it holds.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
