using System.Diagnostics;
using System.Text.Json;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>A program in Node dials a listener over another stack's data channels.</summary>
public sealed class NodeTests
{
    [RequiresPeer("node-datachannel", "typescript")]
    public async Task A_program_in_Node_calls_what_a_listener_serves()
    {
        var token = TestContext.Current.CancellationToken;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(new Workshop()), new() { Connections = new() { Port = new() { IncludeLoopback = true } } }, token);
        var script = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.TypeScript.Tests", "Node", "dial.mjs");
        string[] arguments =
        [
            script, listener.Address.ToString(), JsonSerializer.Serialize(Described.As<IWorkshop>()), await TypeScriptPackage.CompiledAsync(), Path.Combine(RepositoryRoot.Path, "tests", "peers"),
        ];
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var failure = node.StandardError.ReadToEndAsync(token);
        var said = await node.StandardOutput.ReadToEndAsync(token).WaitAsync(TimeSpan.FromMinutes(1), token);
        await node.WaitForExitAsync(token);
        Assert.Equal("Hello, Ada! 200008 499500 Stopped", said.Trim());
        Assert.Empty(await failure);
    }
}
