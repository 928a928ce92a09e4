using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using TypedPeer.Signaling.Redis.Tests.Servers;
using TypedPeer.Signaling.Server;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>Over a signaling server of ours.</summary>
public sealed class OwnServerTests
{
    [Fact]
    public async Task Members_of_a_room_see_each_other_come_change_and_go()
    {
        await using var server = await OwnServer.StartAsync(static options => options.RejoinGrace = TimeSpan.Zero);
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice", "lobby"), Loopback.Token).SoonAsync();
        var seen = new NetworkEvents(alice);
        var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob", "lobby") with { Metadata = new JsonObject { ["name"] = "Bob" } }, Loopback.Token).SoonAsync();

        Assert.Equal("joined bob {\"name\":\"Bob\"}", await seen.NextAsync());
        Assert.Equal(["alice"], bob.Peers.Select(static peer => peer.Id));
        await bob.SetMetadataAsync("away", Loopback.Token);
        Assert.Equal("changed bob \"away\"", await seen.NextAsync());
        await bob.DisposeAsync();
        Assert.Equal("left bob \"away\"", await seen.NextAsync());
        Assert.Empty(alice.Peers);
    }

    [Fact]
    public async Task Messages_go_to_one_or_to_the_room_and_are_acknowledged()
    {
        await using var server = await OwnServer.StartAsync();
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice", "lobby"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob", "lobby"), Loopback.Token).SoonAsync();
        var messages = bob.ReadMessagesAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);

        await alice.SendAsync("bob", new JsonObject { ["text"] = "psst" }, Loopback.Token).SoonAsync();
        Assert.Equal(1, await alice.BroadcastAsync("hello", Loopback.Token).SoonAsync());

        Assert.True(await messages.MoveNextAsync().AsTask().SoonAsync());
        Assert.Equal(("alice", "psst", null), (messages.Current.From, messages.Current.Data.GetProperty("text").GetString(), messages.Current.Room));
        Assert.True(await messages.MoveNextAsync().AsTask().SoonAsync());
        Assert.Equal(("alice", "hello", "lobby"), (messages.Current.From, messages.Current.Data.GetString(), messages.Current.Room));
        await messages.DisposeAsync();
        var absent = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.SendAsync("nobody", 1, Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.PeerUnavailable, absent.Error);
        var large = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.SendAsync("bob", new string('x', 1_000_000), Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.TooLarge, large.Error);
    }

    [Fact]
    public async Task A_server_that_was_lost_is_joined_again_with_the_same_id_and_links_never_notice()
    {
        await using var server = await OwnServer.StartAsync();
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice", "lobby"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob", "lobby"), Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var session = link.Session;
        var states = new NetworkStates(alice, bob);

        await server.StopAsync();
        await states.ReachAsync(PeerNetworkState.Reconnecting);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        var lost = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.SendAsync("bob", 1, Loopback.Token));
        Assert.Equal(PeerNetworkError.ServerLost, lost.Error);
        await server.StartAgainAsync();
        await states.ReachAsync(PeerNetworkState.Joined);

        Assert.Equal(("alice", "bob"), (alice.Id, bob.Id));
        Assert.Same(session, link.Session);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Contains(alice.Peers, static peer => peer is { Id: "bob", State: NetworkPeerState.Connected });
    }

    [Fact]
    public async Task A_token_is_asked_for_at_every_connection_and_one_that_is_refused_is_told()
    {
        var refuses = false;
        await using var server = await OwnServer.StartAsync(options => options.Authorize = context => ValueTask.FromResult(
            !refuses && context.HttpContext.Request.Headers.Authorization.ToString().StartsWith("Bearer token-", StringComparison.Ordinal) ? PeerAuthorizationResult.Allowed : PeerAuthorizationResult.TokenRefused));
        var asked = 0;
        var options = Meeting.Options("alice") with { AccessToken = _ => ValueTask.FromResult<string?>($"token-{Interlocked.Increment(ref asked)}"), MinReconnectDelay = TimeSpan.FromMilliseconds(1) };
        await using var alice = await PeerNetwork.JoinAsync(server.Address, options, Loopback.Token).SoonAsync();
        Assert.Equal(1, asked);

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("mallory"), Loopback.Token).SoonAsync());
        Assert.Equal((PeerNetworkError.TokenRefused, "token-refused"), (failure.Error, failure.Code));

        await server.StopAsync();
        refuses = true;
        await server.StartAgainAsync();
        var end = await alice.Completion.SoonAsync();
        Assert.Equal(PeerNetworkError.TokenRefused, end.Error);
        Assert.True(asked > 3, $"{asked} times");
        Assert.Equal(PeerNetworkState.Closed, alice.State);
    }

    [Fact]
    public async Task A_network_with_another_access_token_takes_its_id_over_while_the_server_still_has_its_old_connection()
    {
        var (issued, used) = (0, new ConcurrentQueue<string>());
        await using var server = await OwnServer.StartAsync(options => options.Authorize = context =>
        {
            used.Enqueue($"{context.Id} {context.AccessToken} {context.Token}");
            return ValueTask.FromResult(context.Id != "alice" || context.AccessToken == $"token-{issued}" ? PeerAuthorizationResult.Allowed : PeerAuthorizationResult.TokenRefused);
        });
        await using var way = new TcpForwarder(server.Address.Port);
        var options = Meeting.Options("alice", "lobby") with { AccessToken = _ => ValueTask.FromResult<string?>($"token-{Interlocked.Increment(ref issued)}"), MinReconnectDelay = TimeSpan.FromMilliseconds(1), ConnectionToken = "own" };
        await using var alice = await PeerNetwork.JoinAsync(new Uri($"ws://127.0.0.1:{way.Port}/peerjs"), options, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob", "lobby") with { ConnectionToken = "bobs" }, Loopback.Token).SoonAsync();
        var left = new ConcurrentQueue<string>();
        bob.PeerLeft += peer => left.Enqueue(peer.Id);
        var states = new StateEvents(alice);
        var messages = alice.ReadMessagesAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        var next = messages.MoveNextAsync().AsTask();

        way.Cut(server.Address.Port, isNoticed: false);
        await states.ReachAsync(PeerNetworkState.Reconnecting);
        await states.ReachAsync(PeerNetworkState.Joined);

        await bob.SendAsync("alice", "back", Loopback.Token).SoonAsync();
        Assert.True(await next.SoonAsync());
        Assert.Equal("back", messages.Current.Data.GetString());
        await messages.DisposeAsync();
        Assert.Equal(["alice token-1 own", "bob bobs bobs", "alice token-2 own"], used);
        Assert.Empty(left);
    }

    [Fact]
    public async Task An_id_that_another_has_and_a_key_that_is_wrong_have_their_reasons()
    {
        await using var server = await OwnServer.StartAsync();
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var issued = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice") with { Id = null }, Loopback.Token).SoonAsync();
        Assert.True(Guid.TryParse(issued.Id, out _), issued.Id);

        var taken = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync());
        var key = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob") with { Key = "other" }, Loopback.Token).SoonAsync());
        var id = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("!?"), Loopback.Token).SoonAsync());

        Assert.Equal((PeerNetworkError.IdTaken, PeerNetworkError.InvalidKey, PeerNetworkError.InvalidId), (taken.Error, key.Error, id.Error));
        var nowhere = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync("ws://127.0.0.1:1/peerjs", Meeting.Options("bob"), Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.ServerUnreachable, nowhere.Error);
    }

    [Fact]
    public async Task ICE_servers_of_the_signalling_server_are_used_and_renewed_before_they_expire()
    {
        var asked = 0;
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await OwnServer.StartAsync(options => options.IceServers = context =>
        {
            var number = context.Id == "alice" ? Interlocked.Increment(ref asked) : 0;
            if (number == 3)
            {
                third.TrySetResult();
            }

            return ValueTask.FromResult<PeerIceServers?>(new(
                [new PeerIceServer(["turn:127.0.0.1:9"], $"user{number}", "secret"), new PeerIceServer(["nonsense"]), new PeerIceServer(["turn:127.0.0.1:9"])], TimeSpan.FromSeconds(1)));
        });
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob"), Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        Assert.StartsWith("user", Assert.Single(link.Connection.GetConfiguration().IceServers).Username, StringComparison.Ordinal);

        // When the third are asked for the second are there.
        await third.Task.SoonAsync();
        var servers = await link.Connection.GetConfiguration().IceServerProvider!(Loopback.Token);
        Assert.NotEqual("user1", Assert.Single(servers).Username);
    }
}
