using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Stun;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>Debian's coturn on loopback, on ports of its own, with what it is told in a file of its own. It ends with this.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Username = "ada";
    public const string Password = "correct-horse";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private Coturn(Process process, DirectoryInfo folder, IPAddress address, int port, int tlsPort) => (_process, _folder, Address, Port, TlsPort) = (process, folder, address, port, tlsPort);

    public IPAddress Address { get; }

    public int Port { get; }

    public int TlsPort { get; }

    public int ProcessId => _process.Id;

    public static Task<Coturn> StartAsync(CancellationToken token, params string[] lines) => StartAsync(IPAddress.Loopback, token, lines);

    public static async Task<Coturn> StartAsync(IPAddress address, CancellationToken token, params string[] lines)
    {
        var folder = Directory.CreateTempSubdirectory("coturn");
        var (port, tlsPort) = (FindFreePort(), FindFreePort());
        string[] config =
        [
            $"listening-ip={address}", $"listening-port={port}", $"tls-listening-port={tlsPort}", $"relay-ip={address}", "allow-loopback-peers",
            "lt-cred-mech", $"user={Username}:{Password}", "realm=typedpeer.test", "no-cli", "no-dtls", "log-file=stdout", "simple-log", "verbose",
            $"pidfile={folder.FullName}/pid", $"userdb={folder.FullName}/db", .. lines,
        ];
        var file = Path.Combine(folder.FullName, "turnserver.conf");
        await File.WriteAllLinesAsync(file, config, token);
        var start = new ProcessStartInfo(RealPeer.Get("coturn").Path!, ["-c", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var said = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var coturn = new Coturn(process, folder, address, port, tlsPort);
        if (!await AnswersAsync(new IPEndPoint(address, port), process, token))
        {
            await coturn.DisposeAsync();
            throw new InvalidOperationException("coturn did not start:\n" + string.Join('\n', said));
        }

        return coturn;
    }

    public IceServer Server(string transport = "udp") => new($"turn:{Address}:{Port}?transport={transport}") { Username = Username, Credential = Password };

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

    public static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> AnswersAsync(IPEndPoint server, Process process, CancellationToken token)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var buffer = new byte[512];
        for (var since = Stopwatch.StartNew(); since.Elapsed < Patience && !process.HasExited;)
        {
            var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
            await socket.SendToAsync(buffer.AsMemory(0, writer.Length), server, token);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(200);
            try
            {
                await socket.ReceiveFromAsync(buffer, server, limit.Token);
                return true;
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException && !token.IsCancellationRequested)
            {
                // Not there yet: asked again.
            }
        }

        return false;
    }
}
