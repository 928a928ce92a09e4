using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Ice;

/// <summary>Debian's coturn on loopback, with a shared secret; ended by its id.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _lines = new();

    private Coturn(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    /// <summary>Where it takes requests, over UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What it said so far.</summary>
    public string Log => string.Join('\n', _lines);

    public static async Task<Coturn> StartAsync(string secret, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("typedpeer-coturn-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(RealPeer.Get("coturn").Path ?? throw new FileNotFoundException("turnserver"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        string[] arguments =
        [
            "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", $"--listening-port={port.ToString(CultureInfo.InvariantCulture)}",
            "--use-auth-secret", $"--static-auth-secret={secret}", "--realm=typedpeer.example", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers",
            "--min-port=50000", "--max-port=59999", "--log-file=stdout", "--simple-log", $"--pidfile={folder}/pid", $"--userdb={folder}/db", "--verbose",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var coturn = new Coturn(Process.Start(start)!, folder, port);
        await coturn.ListeningAsync(cancellationToken);
        return coturn;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until it says that it listens; it says so once for each of its threads, and one is enough.</summary>
    private async Task ListeningAsync(CancellationToken cancellationToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            if (line is null)
            {
                return;
            }

            _lines.Enqueue(line);
            if (line.Contains("UDP listener opened on", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        }

        _process.OutputDataReceived += (_, data) => Take(data.Data);
        _process.ErrorDataReceived += (_, data) => Take(data.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"coturn ended: {Log}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }
}
