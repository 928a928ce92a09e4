using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>Programs in Node find peers by name, over node-datachannel, whose connections offer by themselves.</summary>
public sealed class NodeNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task Two_programs_in_Node_meet_by_name()
    {
        await using var server = await SignallingServer.StartAsync();
        await using var first = await NodePeer.JoinAsync(server.Address, "first");
        await using var second = await NodePeer.JoinAsync(server.Address, "second");
        Assert.Equal("Hello, first of first, from second!", await first.GreetAsync("second"));
        Assert.Equal("Hello, second of second, from first!", await second.GreetAsync("first"));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task Two_programs_in_Node_meet_by_name_although_both_connect_at_once()
    {
        await using var server = await SignallingServer.StartAsync();
        await using var first = await NodePeer.JoinAsync(server.Address, "first");
        await using var second = await NodePeer.JoinAsync(server.Address, "second");
        Assert.Equal(
            ["Hello, first of first, from second!", "Hello, second of second, from first!"], await Task.WhenAll(first.GreetAsync("second"), second.GreetAsync("first")));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task A_program_in_Node_connects_to_a_peer_by_name()
    {
        await using var server = await SignallingServer.StartAsync();
        await using var network = await JoinAsync(server, "grace");
        await using var node = await NodePeer.JoinAsync(server.Address, "node");
        Assert.Equal("Hello, node!", await node.GreetAsync("grace"));
        await using var link = await network.ConnectAsync("node", Token);
        Assert.Equal("Hello, Ada of grace, from node!", await link.GetRemote<IWorkshop>().GreetAsync("Ada", Token));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task A_peer_connects_to_a_program_in_Node_by_name()
    {
        await using var server = await SignallingServer.StartAsync();
        await using var network = await JoinAsync(server, "grace");
        await using var node = await NodePeer.JoinAsync(server.Address, "node");
        await using var link = await network.ConnectAsync("node", Token);
        Assert.Equal("Hello, Ada of grace, from node!", await link.GetRemote<IWorkshop>().GreetAsync("Ada", Token));
        Assert.Equal("Hello, node!", await node.GreetAsync("grace"));
    }

    [RequiresPeer("node-datachannel", "typescript")]
    public async Task A_program_in_Node_with_one_certificate_finds_its_peers_again()
    {
        await using var server = await SignallingServer.StartAsync();
        await using var network = await JoinAsync(server, "grace");
        await using var first = await NodePeer.JoinAsync(server.Address, "first", hasCertificate: true);
        await using var second = await NodePeer.JoinAsync(server.Address, "second", hasCertificate: true);
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal("Hello, first!", await first.GreetAsync("grace"));
            Assert.Equal("Hello, first of first, from second!", await first.GreetAsync("second"));
            await first.LoseAsync("grace");
            await first.LoseAsync("second");
        }

        Assert.Equal("Hello, second of second, from first!", await second.GreetAsync("first"));
    }

    private static Task<PeerNetwork> JoinAsync(SignallingServer server, string id) => PeerNetwork.JoinAsync(server.Address.AbsoluteUri, new()
    {
        Id = id,
        Room = "lobby",
        Configure = (peer, _) => peer.Serve<IWorkshop>(new Workshop()),
        Link = new() { Connection = new() { IncludeLoopback = true } },
    }, Token);
}
