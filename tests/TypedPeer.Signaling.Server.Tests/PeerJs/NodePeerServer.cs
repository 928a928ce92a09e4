using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.PeerJs;

/// <summary>The unmodified peer server of npm, as a process.</summary>
internal sealed class NodePeerServer : IDisposable
{
    private readonly Process _process;

    private NodePeerServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<NodePeerServer> StartAsync(int expireTimeout)
    {
        const string Script = """
            const { PeerServer } = require("peer");
            PeerServer({ host: "127.0.0.1", port: 0, path: "/peerjs", expire_timeout: +process.argv[1], cleanup_out_msgs: 50, allow_discovery: true }, server => console.log(server.address().port));
            """;
        var process = Process.Start(new ProcessStartInfo("node", ["-e", Script, expireTimeout.ToString()])
        {
            WorkingDirectory = Path.Combine(RepositoryRoot.Path, "tests", "peers"),
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return new(process, new($"http://127.0.0.1:{port}"));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
