using System.Diagnostics;
using System.Text.Json;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>Programs in Node dial a listener, and each other's sessions, over another stack's data channels.</summary>
public sealed class NodeTests
{
    [RequiresPeer("node-datachannel", "typescript")]
    public async Task A_program_in_Node_calls_what_a_listener_serves()
    {
        var token = TestContext.Current.CancellationToken;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(new Workshop()), new() { Connections = new() { Port = new() { IncludeLoopback = true } } }, token);
        string[] arguments = [listener.Address.ToString(), JsonSerializer.Serialize(Described.As<IWorkshop>()), await TypeScriptPackage.CompiledAsync(), Peers];
        Assert.Equal("Hello, Ada! 200008 499500 Stopped", await RunAsync("dial.mjs", arguments));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task Channels_beside_the_session_meet_those_of_a_listener_and_open_again()
    {
        var token = TestContext.Current.CancellationToken;
        await using var listener = await PeerListener.ListenAsync(_ => { }, new() { Connections = new() { Port = new() { IncludeLoopback = true } } }, token);
        var echoed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var wasOpened = 0;
        listener.LinkConnected += link =>
        {
            link.ChannelOpened += channel => _ = EchoAsync(link, channel, token);
            if (Interlocked.Exchange(ref wasOpened, 1) == 0)
            {
                _ = AskAsync(link, echoed, token);
            }
        };
        var said = await RunAsync("channels.mjs", listener.Address.ToString(), await TypeScriptPackage.CompiledAsync(), Peers);
        Assert.Equal("2, early, early, 1-2-3, after the cut, 2000000, connecting open connecting closed, Remote\nStopped", said.ReplaceLineEndings("\n"));
        Assert.Equal("who is there?", await echoed.Task.WaitAsync(token));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task Two_ends_in_Node_call_each_other_and_stream_both_ways()
    {
        var said = await RunAsync("two-ends.mjs", await TypeScriptPackage.CompiledAsync(), Peers);
        Assert.Equal("second greets first 200014 499500 499500 999000, first greets second 200013 499500 499500 999000\nStopped StoppedByPeer", said.ReplaceLineEndings("\n"));
    }

    private static string Peers => Path.Combine(RepositoryRoot.Path, "tests", "peers");

    /// <summary>Says again what comes; loses the connection, or closes the channel, where it is asked to.</summary>
    private static async Task EchoAsync(PeerLink link, PeerLinkChannel channel, CancellationToken token)
    {
        await foreach (var message in channel.ReadAllAsync(token))
        {
            switch (message.IsText ? message.GetText() : string.Empty)
            {
                case "cut":
                    await link.Connection.CloseAsync(new CancellationToken(canceled: true));
                    break;
                case "close":
                    await channel.CloseAsync(token);
                    break;
                case "":
                    await channel.SendAsync(message.Data, token);
                    break;
                case var text:
                    await channel.SendAsync(text, token);
                    break;
            }
        }
    }

    /// <summary>Opens a channel from this side.</summary>
    private static async Task AskAsync(PeerLink link, TaskCompletionSource<string> echoed, CancellationToken token)
    {
        var channel = link.OpenChannel("question");
        await channel.SendAsync("who is there?", token);
        await foreach (var message in channel.ReadAllAsync(token))
        {
            echoed.TrySetResult(message.GetText());
        }
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        var path = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.TypeScript.Tests", "Node", script);
        using var node = Process.Start(new ProcessStartInfo("node", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var failure = node.StandardError.ReadToEndAsync(token);
        var said = await node.StandardOutput.ReadToEndAsync(token).WaitAsync(TimeSpan.FromMinutes(1), token);
        await node.WaitForExitAsync(token);
        Assert.Empty(await failure);
        return said.Trim();
    }
}
