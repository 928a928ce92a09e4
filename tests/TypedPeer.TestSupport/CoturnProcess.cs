using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.TestSupport;

/// <summary>Debian's coturn, on ports of its own, with what it is told in a file of its own. It ends with this.</summary>
public sealed class CoturnProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ConcurrentQueue<string> _lines = new();

    private CoturnProcess(Process process, DirectoryInfo folder, IPEndPoint endPoint, int tlsPort) => (_process, _folder, EndPoint, TlsPort) = (process, folder, endPoint, tlsPort);

    /// <summary>Where it takes requests, over UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where it takes them over TLS, if it was given a certificate.</summary>
    public int TlsPort { get; }

    public int ProcessId => _process.Id;

    /// <summary>What it has said so far.</summary>
    public string Log => string.Join('\n', _lines);

    /// <param name="address">Where it listens and relays.</param>
    /// <param name="lines">What its file says beside that, such as who may use it.</param>
    /// <param name="token">Gives up.</param>
    /// <param name="network">Where it runs; null for the machine's own network.</param>
    public static async Task<CoturnProcess> StartAsync(IPAddress address, IEnumerable<string> lines, CancellationToken token, NetworkNamespace? network = null)
    {
        var folder = Directory.CreateTempSubdirectory("coturn");
        var (port, tlsPort) = (FreePort.Tcp(), FreePort.Tcp());
        string[] config =
        [
            $"listening-ip={address}", $"listening-port={port}", $"tls-listening-port={tlsPort}", $"relay-ip={address}", "allow-loopback-peers",
            "no-cli", "no-dtls", "log-file=stdout", "simple-log", "verbose", $"pidfile={folder.FullName}/pid", $"userdb={folder.FullName}/db", .. lines,
        ];
        var file = Path.Combine(folder.FullName, "turnserver.conf");
        await File.WriteAllLinesAsync(file, config, token);
        var program = RealPeer.Get("coturn").Path ?? throw new FileNotFoundException("turnserver");
        var start = network?.Enter(program, ["-c", file]) ?? new ProcessStartInfo(program, ["-c", file]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.RedirectStandardError = true;
        var coturn = new CoturnProcess(Process.Start(start)!, folder, new IPEndPoint(address, port), tlsPort);
        try
        {
            await coturn.ListeningAsync(token);
            return coturn;
        }
        catch
        {
            await coturn.DisposeAsync();
            throw;
        }
    }

    /// <summary>An address of this machine's that a browser sends to: to a relay on loopback it does not.</summary>
    public static IPAddress FindAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .First(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    /// <summary>Ends it without a word to anybody.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until it says that it listens on UDP, which it does last, and once for each of its threads: one is enough.</summary>
    private async Task ListeningAsync(CancellationToken token)
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
        await listening.Task.WaitAsync(Patience, token);
    }
}
