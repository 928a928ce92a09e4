using System.Net.WebSockets;
using TypedPeer.Signaling.Server.Tests.Protocol;

namespace TypedPeer.Signaling.Server.Tests.Several;

/// <summary>Two servers that are one.</summary>
public sealed class SeveralServersTests
{
    private readonly MemoryBackplane _shared = new();

    [Fact]
    public async Task A_message_reaches_a_client_of_the_other_server_and_waits_for_one_that_comes_there_later()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var alice = await first.OpenAsync("alice");
        using var bob = await second.OpenAsync("bob");
        await alice.SendAsync("""{"type":"OFFER","dst":"bob","payload":1}""");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"bob","payload":1}""", await bob.NextAsync());
        await alice.SendAsync("""{"type":"OFFER","dst":"carol","payload":2}""");
        await alice.SendAsync("""{"type":"LEAVE","dst":"alice"}""");
        await alice.NextAsync("LEAVE");
        using var carol = await second.OpenAsync("carol");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"carol","payload":2}""", await carol.NextAsync());
    }

    [Fact]
    public async Task A_message_to_one_that_is_nowhere_expires()
    {
        await using var first = await StartAsync(static options => options.ExpireTimeout = TimeSpan.FromMilliseconds(50));
        using var alice = await first.OpenAsync("alice");
        await alice.SendAsync("""{"type":"OFFER","dst":"nobody","payload":1}""");
        Assert.Equal("""{"type":"EXPIRE","src":"nobody","dst":"alice"}""", await alice.NextAsync());
    }

    [Fact]
    public async Task An_id_is_taken_at_all_servers_and_taken_over_by_the_same_token()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var alice = await first.OpenAsync("alice", "one");
        using var other = await second.ConnectAsync("alice", "two");
        Assert.Equal("""{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}""", await other.NextAsync());
        using var again = await second.OpenAsync("alice", "one");
        Assert.Null(await alice.NextOrCloseAsync());
    }

    [Fact]
    public async Task A_room_is_one_over_both_and_a_member_that_moves_makes_no_noise()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var alice = await first.OpenAsync("alice", additions: true);
        using var bob = await second.OpenAsync("bob", additions: true);
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby","metadata":"A"}}""");
        await bob.SendAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":1,"room":"lobby","peers":[{"id":"alice","metadata":"A"}]}}""", await bob.NextAsync());
        Assert.Equal("bob", (await alice.NextAsync("PEER-JOINED")).GetProperty("id").GetString());
        await bob.SendAsync("""{"type":"MESSAGE","payload":{"seq":2,"room":"lobby","data":1}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":2,"delivered":1}}""", await bob.NextAsync());
        await alice.NextAsync("MESSAGE");
        await alice.SendAsync("""{"type":"MESSAGE","dst":"bob","payload":{"seq":3,"data":2}}""");
        Assert.Equal("""{"type":"DONE","payload":{"seq":3,"delivered":1}}""", await alice.NextAsync());
        await bob.NextAsync("MESSAGE");

        using var moved = await first.OpenAsync("bob", additions: true);
        await moved.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await moved.SendAsync("""{"type":"METADATA","payload":{"seq":2,"metadata":"B"}}""");
        Assert.Equal("""{"type":"PEER-CHANGED","payload":{"room":"lobby","id":"bob","metadata":"B"}}""", await alice.NextAsync());
        await moved.NextAsync("DONE");
        await moved.SendAsync("""{"type":"LEAVE"}""");
        Assert.Equal("bob", (await alice.NextAsync("PEER-LEFT")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Members_of_a_server_that_died_are_gone_for_those_of_another()
    {
        IPeerServerBackplane dead = _shared.NewView(), alive = _shared.NewView();
        await using var first = await TestServer.StartAsync(options => options.Backplane = dead);
        await using var second = await TestServer.StartAsync(options => options.Backplane = alive);
        using var alice = await first.OpenAsync("alice", additions: true);
        using var bob = await second.OpenAsync("bob", additions: true);
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await bob.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        _shared.Kill(dead, alive);
        Assert.Equal("alice", (await bob.NextAsync("PEER-LEFT")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Without_the_store_new_clients_are_refused_and_those_there_go_on()
    {
        await using var first = await StartAsync();
        using var alice = await first.OpenAsync("alice", additions: true);
        using var bob = await first.OpenAsync("bob", additions: true);
        _shared.IsBroken = true;
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => first.ConnectAsync("carol"));
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        await alice.SendAsync("""{"type":"OFFER","dst":"bob","payload":1}""");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"bob","payload":1}""", await bob.NextAsync());
        Assert.Equal("unavailable", (await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""", "REFUSED")).GetProperty("code").GetString());
        Assert.Equal("peer-unavailable", (await alice.AskAsync("""{"type":"MESSAGE","dst":"dora","payload":{"seq":2,"data":1}}""", "REFUSED")).GetProperty("code").GetString());
    }

    private Task<TestServer> StartAsync(Action<PeerServerOptions>? configure = null) => TestServer.StartAsync(options =>
    {
        options.Backplane = _shared.NewView();
        configure?.Invoke(options);
    });
}
