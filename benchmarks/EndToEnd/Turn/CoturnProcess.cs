using System.Diagnostics;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Turn;

/// <summary>coturn on loopback, on a port of its own, for as long as this lives.</summary>
internal sealed class CoturnProcess : IAsyncDisposable
{
    private const string Username = "ada";
    private const string Password = "secret";
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly int _port;

    private CoturnProcess(Process process, DirectoryInfo folder, int port) => (_process, _folder, _port) = (process, folder, port);

    /// <summary>Where it is installed; null where it is not.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "turnserver")).FirstOrDefault(File.Exists);

    /// <summary>Gets the processor time it has used.</summary>
    public TimeSpan Processor => ProcessUse.Of(_process.Id).Processor;

    public static async Task<CoturnProcess> StartAsync()
    {
        var address = ServerPort.FindFree();
        var port = address.Port;
        var folder = Directory.CreateTempSubdirectory("coturn");
        var file = Path.Combine(folder.FullName, "turnserver.conf");
        await File.WriteAllLinesAsync(
            file,
            [
                "listening-ip=127.0.0.1", "listening-ip=::1", $"listening-port={port}", "relay-ip=127.0.0.1", "allow-loopback-peers", "lt-cred-mech", $"user={Username}:{Password}", "realm=benchmark",
                "no-cli", "no-tls", "no-dtls", "log-file=stdout", "simple-log", $"pidfile={folder.FullName}/pid", $"userdb={folder.FullName}/db",
            ]);
        var process = Process.Start(new ProcessStartInfo(Find()!, ["-c", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // It listens on TCP as soon as on UDP.
        return await ServerPort.ListensAsync(process, address) ? new CoturnProcess(process, folder, port) : throw new InvalidOperationException("coturn did not start.");
    }

    /// <summary>
    /// What two connections of a stack are made with. libjuice sends from its host port although it may use a relay alone, so that there must be no
    /// other way: the sender has IPv6 alone and the receiver IPv4, and the relay both.
    /// </summary>
    public (object Sender, object Receiver) ConfigOf(string stack)
    {
        object server = stack == "node-datachannel"
            ? new { hostname = "::1", port = _port, username = Username, password = Password, relayType = "TurnUdp" }
            : new { urls = $"turn:[::1]:{_port}", username = Username, credential = Password };
        return (new { iceServers = new[] { server }, iceTransportPolicy = "relay", bindAddress = "::1" }, new { bindAddress = "127.0.0.1" });
    }

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
}
