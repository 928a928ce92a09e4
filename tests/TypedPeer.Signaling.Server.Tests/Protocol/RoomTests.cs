namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>Rooms, presence, metadata and messages by way of the server, as they are on the wire.</summary>
public abstract class RoomTests(bool overSockets) : ServedTests(overSockets)
{
    [Fact]
    public async Task A_client_that_asks_is_told_what_the_server_can()
    {
        await using var server = await StartAsync(static options => options.IceServers = static _ => new(new PeerIceServers([new(["turn:127.0.0.1:3478"], "u", "p"), new(["stun:a", "stun:b"])], TimeSpan.FromHours(1))));
        using var alice = await server.ConnectAsync("alice", additions: true);
        Assert.Equal(
            """{"type":"OPEN","payload":{"typedpeer":1,"id":"alice","heartbeat":25,"maxMessage":65536,"iceServers":[{"urls":["turn:127.0.0.1:3478"],"username":"u","credential":"p"},{"urls":["stun:a","stun:b"]}],"iceServersExpireIn":3600}}""",
            await alice.NextAsync());
        await alice.SendAsync("""{"type":"ICE-SERVERS","payload":{"seq":6}}""");
        Assert.StartsWith("""{"type":"DONE","payload":{"seq":6,"iceServers":[{"urls":["turn:""", await alice.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_joins_hears_of_the_others_and_they_of_it()
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice", additions: true);
        using var bob = await server.OpenAsync("bob", additions: true);
        await alice.SendAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby","metadata":{"name":"Ada"}}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":1,"room":"lobby","peers":[]}}""", await alice.NextAsync());
        await bob.SendAsync("""{"type":"JOIN","payload":{"seq":7,"room":"lobby"}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":7,"room":"lobby","peers":[{"id":"alice","metadata":{"name":"Ada"}}]}}""", await bob.NextAsync());
        Assert.Equal("""{"type":"PEER-JOINED","payload":{"room":"lobby","id":"bob"}}""", await alice.NextAsync());
        await bob.SendAsync("""{"type":"METADATA","payload":{"seq":8,"metadata":[1]}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":8}}""", await bob.NextAsync());
        Assert.Equal("""{"type":"PEER-CHANGED","payload":{"room":"lobby","id":"bob","metadata":[1]}}""", await alice.NextAsync());
        await bob.SendAsync("""{"type":"LEAVE-ROOM","payload":{"seq":9,"room":"lobby"}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":9}}""", await bob.NextAsync());
        Assert.Equal("""{"type":"PEER-LEFT","payload":{"room":"lobby","id":"bob"}}""", await alice.NextAsync());
    }

    [Fact]
    public async Task A_message_reaches_one_peer_or_a_room_and_is_acknowledged()
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice", additions: true);
        using var bob = await server.OpenAsync("bob", additions: true);
        using var page = await server.OpenAsync("page");
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await bob.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await alice.NextAsync("PEER-JOINED");
        await alice.SendAsync("""{"type":"MESSAGE","dst":"bob","payload":{"seq":2,"data":"hi"}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":2,"delivered":1}}""", await alice.NextAsync());
        Assert.Equal("""{"type":"MESSAGE","src":"alice","dst":"bob","payload":{"data":"hi"}}""", await bob.NextAsync());
        await alice.SendAsync("""{"type":"MESSAGE","payload":{"seq":3,"room":"lobby","data":{"a":1}}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":3,"delivered":1}}""", await alice.NextAsync());
        Assert.Equal("""{"type":"MESSAGE","src":"alice","payload":{"room":"lobby","data":{"a":1}}}""", await bob.NextAsync());
        Assert.Equal("peer-unavailable", (await alice.AskAsync("""{"type":"MESSAGE","dst":"nobody","payload":{"seq":4,"data":1}}""", "REFUSED")).GetProperty("code").GetString());
        Assert.Equal("peer-unavailable", (await alice.AskAsync("""{"type":"MESSAGE","dst":"page","payload":{"seq":5,"data":1}}""", "REFUSED")).GetProperty("code").GetString());
        Assert.Equal("not-in-room", (await alice.AskAsync("""{"type":"MESSAGE","payload":{"seq":6,"room":"attic","data":1}}""", "REFUSED")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_PeerJS_client_that_says_JOIN_is_not_heard_as_at_PeerServer()
    {
        await using var server = await StartAsync();
        using var page = await server.OpenAsync("page");
        await page.SendAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await page.SendAsync("""{"type":"LEAVE","dst":"page"}""");
        Assert.Equal("""{"type":"LEAVE","src":"page","dst":"page"}""", await page.NextAsync());
    }

    [Fact]
    public async Task A_short_loss_is_not_heard_of_and_a_long_one_is()
    {
        await using var server = await StartAsync(static options => options.RejoinGrace = TimeSpan.FromMilliseconds(300));
        using var alice = await server.OpenAsync("alice", additions: true);
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        using (var bob = await server.OpenAsync("bob", additions: true))
        {
            await bob.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
            await alice.NextAsync("PEER-JOINED");
            bob.Socket.Abort();
        }

        using (var back = await server.OpenAsync("bob", additions: true))
        {
            await back.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
            await back.SendAsync("""{"type":"MESSAGE","dst":"alice","payload":{"seq":2,"data":"back"}}""");
            Assert.Equal("back", (await alice.NextAsync("MESSAGE")).GetProperty("data").GetString());
            back.Socket.Abort();
        }

        Assert.Equal("bob", (await alice.NextAsync("PEER-LEFT")).GetProperty("id").GetString());
    }
}

/// <inheritdoc/>
public sealed class RoomByRequestTests() : RoomTests(overSockets: false);

/// <inheritdoc/>
public sealed class RoomBySocketTests() : RoomTests(overSockets: true);
