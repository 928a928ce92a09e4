using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Signalling;

/// <summary>A signalling server as a process of its own, on a free port of loopback: the tool of ours, or npm's.</summary>
internal sealed class SignallingServer : IAsyncDisposable
{
    /// <summary>More than any run connects.</summary>
    private const string ConcurrentLimit = "100000";

    /// <summary>Clients that are silent stay: the run says when they go.</summary>
    private const string AliveTimeout = "3600000";

    private readonly Process _process;

    private SignallingServer(string name, Process process, IPEndPoint address) => (Name, _process, Address) = (name, process, address);

    public string Name { get; }

    public IPEndPoint Address { get; }

    /// <summary>Gets what the process has used.</summary>
    public ProcessUse Use => ProcessUse.Of(_process.Id);

    public static Task<SignallingServer> StartOursAsync() => StartAsync("typedpeer-server", "dotnet", FindOurs());

    /// <summary>Null where npm's is not installed.</summary>
    public static async Task<SignallingServer?> StartNodeAsync()
    {
        if (NodeScripts.Find("peer.mjs", "peer") is not { } script)
        {
            return null;
        }

        var package = Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "peer");
        var version = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(package, "package.json")))!["version"];
        return await StartAsync($"peer {version}", "node", Path.Combine(package, "dist", "bin", "peerjs.js"));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<SignallingServer> StartAsync(string name, string program, string script)
    {
        var address = ServerPort.FindFree();
        string[] command =
        [
            program, script, "--host", $"{address.Address}", "--port", $"{address.Port}", "--path", "/", "--concurrent_limit", ConcurrentLimit, "--alive_timeout", AliveTimeout,
        ];

        // Each client takes a descriptor, and what one of them writes for each client goes nowhere, at no cost to who would read it.
        var process = OperatingSystem.IsWindows()
            ? Process.Start(new ProcessStartInfo(command[0], command[1..]) { CreateNoWindow = true })!
            : Process.Start("/bin/sh", ["-c", "ulimit -n \"$(ulimit -H -n)\" && exec \"$@\" > /dev/null", "sh", .. command]);
        return await ServerPort.ListensAsync(process, address) ? new SignallingServer(name, process, address) : throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>The tool lies in its own folder, with its own settings of the runtime, built as this program is.</summary>
    private static string FindOurs()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(TestSupport.RepositoryRoot.Path, "src", "TypedPeer.Server", "bin", here.Parent!.Name, here.Name, "TypedPeer.Server.dll");
    }
}
