using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TypedPeer.Signaling.Server;
using TypedPeer.Signaling.Server.Tests.Protocol;
using TypedPeer.Signaling.Tests;
using TypedPeer.Signaling.Tests.Networks;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Redis.Tests.Servers;

/// <summary>Networks at several servers that are one by Redis.</summary>
public sealed class WholeServersTests
{
    [RequiresPeer("redis")]
    public async Task Networks_at_different_servers_that_connect_at_once_have_one_link()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await WholeServer.StartAsync(redis);
        await using var south = await WholeServer.StartAsync(redis);
        await using var alice = await JoinAsync(north.Port, "alice");
        await using var bob = await JoinAsync(south.Port, "bob");
        Assert.Equal(["alice"], bob.Peers.Select(static peer => peer.Id));

        var links = await Task.WhenAll(alice.ConnectAsync("bob", Loopback.Token), bob.ConnectAsync("alice", Loopback.Token)).SoonAsync();

        Assert.Equal(links[0].Connection.LocalIdentity, links[1].RemoteIdentity);
        Assert.Same(links[0], await alice.ConnectAsync("bob", Loopback.Token).SoonAsync());
        Assert.Equal("Hello, Ada!", await links[0].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal("Hello, Bob!", await links[1].GetRemote<IGreeter>().GreetAsync("Bob", Loopback.Token));
        Assert.Equal(1, await alice.BroadcastAsync("all", Loopback.Token).SoonAsync());
        await alice.SendAsync("bob", "one", Loopback.Token).SoonAsync();
    }

    [RequiresPeer("redis")]
    public async Task When_a_server_loses_its_power_its_clients_rejoin_at_another_and_only_who_does_not_has_left()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var killed = await WholeServer.StartAsync(redis, Short);
        await using var north = await WholeServer.StartAsync(redis, Short);
        await using var south = await WholeServer.StartAsync(redis, Short);
        await using var aliceWay = new TcpForwarder(killed.Port);
        await using var daveWay = new TcpForwarder(killed.Port);
        await using var alice = await JoinAsync(aliceWay.Port, "alice");
        await using var bob = await JoinAsync(north.Port, "bob");
        var heardByBob = new NetworkEvents(bob);
        await using var carol = await JoinAsync(south.Port, "carol");
        var heardByCarol = new NetworkEvents(carol);
        await using var dave = await JoinAsync(daveWay.Port, "dave");
        var link = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        var session = link.Session;
        var noticed = new ConcurrentQueue<PeerLinkState>();
        link.StateChanged += noticed.Enqueue;
        await ExpectAsync("joined carol", heardByBob);
        await ExpectAsync("joined dave", heardByBob, heardByCarol);
        var states = new StateEvents(alice);

        killed.CutRedis();
        daveWay.Cut();
        aliceWay.Cut(north.Port);

        await states.ReachAsync(PeerNetworkState.Reconnecting);
        await states.ReachAsync(PeerNetworkState.Joined);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        // Of alice, who moved, nobody hears anything; of dave everybody does, wherever it was noticed.
        await ExpectAsync("left dave", heardByBob, heardByCarol);
        Assert.Equal(["alice", "bob", "carol"], await north.GetIdsAsync());
        Assert.Equal(["alice", "carol"], bob.Peers.Select(static peer => peer.Id).Order(StringComparer.Ordinal));
        Assert.Equal(2, await alice.BroadcastAsync("back", Loopback.Token).SoonAsync());
        Assert.Same(session, link.Session);
        Assert.Same(link, await bob.ConnectAsync("alice", Loopback.Token).SoonAsync());
        Assert.Empty(noticed);
    }

    [RequiresPeer("redis")]
    public async Task While_Redis_is_gone_links_and_clients_go_on_and_when_it_is_back_everybody_is_registered_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await WholeServer.StartAsync(redis, Short);
        await using var south = await WholeServer.StartAsync(redis, Short);
        await using var alice = await JoinAsync(north.Port, "alice");
        var heardByAlice = new NetworkEvents(alice);
        await using var bob = await JoinAsync(south.Port, "bob");
        var heardByBob = new NetworkEvents(bob);
        await using var carol = await JoinAsync(south.Port, "carol");
        var heardByCarol = new NetworkEvents(carol);
        await ExpectAsync("joined bob", heardByAlice);
        await ExpectAsync("joined carol", heardByAlice, heardByBob);
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var session = link.Session;
        var states = new ConcurrentQueue<PeerNetworkState>();
        alice.StateChanged += states.Enqueue;
        bob.StateChanged += states.Enqueue;
        carol.StateChanged += states.Enqueue;

        await redis.KillAsync();

        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        await carol.SendAsync("bob", "here", Loopback.Token).SoonAsync();
        Assert.Equal(1, await carol.BroadcastAsync("to all here", Loopback.Token).SoonAsync());
        var elsewhere = await Assert.ThrowsAsync<PeerNetworkException>(() => carol.SendAsync("alice", "there", Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.PeerUnavailable, elsewhere.Error);
        var refused = await Assert.ThrowsAsync<PeerNetworkException>(() => JoinAsync(south.Port, "dave"));
        Assert.Equal(PeerNetworkError.ServerUnreachable, refused.Error);
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);

        await redis.RestartAsync();
        await using var erin = await JoinWhenItIsBackAsync(north, "erin");
        string[] all = ["alice", "bob", "carol", "erin"];
        while (!await AreAsync(north, all) || !await AreAsync(south, all) || await carol.BroadcastAsync("to all", Loopback.Token).SoonAsync() < 3)
        {
            // Each question is an exchange with a server that registers meanwhile.
        }

        await ExpectAsync("joined erin", heardByAlice, heardByBob, heardByCarol);
        await carol.SendAsync("alice", "there", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Same(session, link.Session);
        Assert.DoesNotContain(PeerNetworkState.Reconnecting, states);
    }

    [RequiresPeer("redis")]
    public async Task Who_came_and_went_while_a_server_could_not_reach_Redis_is_told_to_its_members_afterwards()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await WholeServer.StartAsync(redis, Short);
        await using var south = await WholeServer.StartAsync(redis, Short);
        await using var alice = await JoinAsync(north.Port, "alice");
        var heardByAlice = new NetworkEvents(alice);
        await using var bob = await JoinAsync(south.Port, "bob");
        var heardByBob = new NetworkEvents(bob);
        var carol = await JoinAsync(south.Port, "carol");
        await ExpectAsync("joined bob", heardByAlice);
        await ExpectAsync("joined carol", heardByAlice, heardByBob);

        north.CutRedis();
        await Assert.ThrowsAsync<PeerNetworkException>(() => alice.SendAsync("bob", "there", Loopback.Token).SoonAsync());
        await carol.DisposeAsync();
        await ExpectAsync("left carol", heardByBob);
        await using var dave = await JoinAsync(south.Port, "dave");
        await ExpectAsync("joined dave", heardByBob);
        await alice.SetMetadataAsync("alone", Loopback.Token).SoonAsync();
        north.RestoreRedis(redis);

        await ExpectAsync("left carol", heardByAlice);
        await ExpectAsync("joined dave", heardByAlice);
        Assert.Equal(["bob", "dave"], alice.Peers.Select(static peer => peer.Id).Order(StringComparer.Ordinal));
        await using var erin = await JoinAsync(south.Port, "erin");
        Assert.Equal("alone", erin.Peers.Single(static peer => peer.Id == "alice").Metadata?.GetString());
    }

    [RequiresPeer("redis")]
    public async Task Who_left_a_room_or_changed_in_it_while_its_server_could_not_reach_Redis_is_told_to_those_elsewhere_afterwards()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await WholeServer.StartAsync(redis, Patient);
        await using var south = await WholeServer.StartAsync(redis, Patient);
        using var alice = await EnterAsync(north, "alice");
        using var dave = await EnterAsync(north, "dave");
        await using var bob = await JoinAsync(south.Port, "bob");
        var heardByBob = new NetworkEvents(bob);
        Assert.Equal(["alice", "dave"], bob.Peers.Select(static peer => peer.Id).Order(StringComparer.Ordinal));
        await dave.NextAsync("PEER-JOINED");
        await alice.NextAsync("PEER-JOINED");
        await alice.NextAsync("PEER-JOINED");

        north.CutRedis();
        await dave.AskAsync("""{"type":"METADATA","payload":{"seq":2,"metadata":"busy"}}""");
        await alice.NextAsync("PEER-CHANGED");
        await alice.AskAsync("""{"type":"LEAVE-ROOM","payload":{"seq":2,"room":"lobby"}}""");
        north.RestoreRedis(redis);

        string[] told = [await heardByBob.NextAsync(), await heardByBob.NextAsync()];
        Assert.Equal(["changed dave \"busy\"", "left alice "], told.Order(StringComparer.Ordinal));
        await using var carol = await JoinAsync(south.Port, "carol");
        Assert.Equal(["bob", "dave"], carol.Peers.Select(static peer => peer.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["alice", "bob", "carol", "dave"], await south.GetIdsAsync());
    }

    [RequiresPeer("redis")]
    public async Task A_client_whose_registration_is_no_longer_its_own_is_let_go_at_the_renewal_and_comes_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stranger = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        await using var north = await WholeServer.StartAsync(redis, Short);
        await using var south = await WholeServer.StartAsync(redis, Short);
        await using var alice = await JoinAsync(north.Port, "alice");
        await using var bob = await JoinAsync(south.Port, "bob");
        var left = new ConcurrentQueue<string>();
        bob.PeerLeft += peer => left.Enqueue(peer.Id);
        var link = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        var states = new StateEvents(alice);

        // As where she had come to another server, and the word of it was lost.
        await stranger.GetDatabase().HashSetAsync("{typedpeer}:peer:alice", "c", "another");

        await states.ReachAsync(PeerNetworkState.Reconnecting);
        await states.ReachAsync(PeerNetworkState.Joined);
        await bob.SendAsync("alice", "back", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(["alice", "bob"], await north.GetIdsAsync());
        Assert.Empty(left);
    }

    [RequiresPeer("redis")]
    public async Task What_Redis_does_is_counted_and_logged()
    {
        await using var redis = await RedisServer.StartAsync();
        var log = new CapturedLog();
        await using var north = await WholeServer.StartAsync(redis, Short, logging => logging.AddProvider(log));
        await using var alice = await JoinAsync(north.Port, "alice");
        using var measured = new MeasuredValues(north.Services.GetRequiredService<IMeterFactory>(), "TypedPeer.Signaling.Redis");
        Assert.Equal(1, measured["typedpeer.redis.connected"]);
        var name = north.Services.GetRequiredService<RedisBackplane>().Name;
        await log.ContainsAsync(LogLevel.Information, $"Redis is there; among others this server is {name}.");
        await using (var stranger = await ConnectionMultiplexer.ConnectAsync(redis.Configuration))
        {
            await stranger.GetSubscriber().PublishAsync(RedisChannel.Literal($"{{typedpeer}}:to:{name}"), "nonsense");
        }

        await log.ContainsAsync(LogLevel.Warning, "What came by Redis was not as servers write it, and was left out.");
        Assert.Equal(1, measured["typedpeer.redis.invalid"]);

        await redis.KillAsync();
        await log.ContainsAsync(LogLevel.Error, "Redis is not there: clients of this server go on among themselves, those of others cannot be reached.");
        Assert.Equal(0, measured["typedpeer.redis.connected"]);
        await Assert.ThrowsAsync<PeerNetworkException>(() => JoinAsync(north.Port, "bob"));
        await log.ContainsAsync(LogLevel.Error, "The other servers could not be asked or told");
        Assert.True(measured["typedpeer.redis.failures"] > 0, $"{measured}");

        await redis.RestartAsync();
        await log.ContainsAsync(LogLevel.Warning, "Redis has lost what it was told; this server registers its clients again.");
        Assert.Equal(1, measured["typedpeer.redis.resets"]);
        Assert.Equal(1, measured["typedpeer.redis.connected"]);
    }

    /// <summary>Waits until each has heard of somebody; nobody else has left before.</summary>
    private static async Task ExpectAsync(string expected, params NetworkEvents[] events)
    {
        foreach (var heard in events)
        {
            string told;
            do
            {
                told = await heard.NextAsync();
            }
            while (!told.StartsWith(expected, StringComparison.Ordinal) && !told.StartsWith("left", StringComparison.Ordinal));
            Assert.StartsWith(expected, told, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> AreAsync(WholeServer server, string[] ids)
    {
        var there = await server.GetIdsAsync();
        return there.SequenceEqual(ids);
    }

    /// <summary>Asks to be let in until Redis is heard of again.</summary>
    private static async Task<PeerNetwork> JoinWhenItIsBackAsync(WholeServer server, string id)
    {
        using var patience = new CancellationTokenSource(Loopback.Patience);
        while (true)
        {
            try
            {
                return await JoinAsync(server.Port, id);
            }
            catch (PeerNetworkException refused) when (!patience.IsCancellationRequested && refused.Error is PeerNetworkError.ServerUnreachable or PeerNetworkError.Failed)
            {
                Assert.True(refused.Message.Contains("503", StringComparison.Ordinal) || refused.Message.Contains("cannot reach each other", StringComparison.Ordinal), refused.Message);
            }
        }
    }

    private static void Short(PeerServerOptions options)
    {
        options.AliveTimeout = TimeSpan.FromSeconds(6);
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
    }

    /// <summary>With more time for a server to be cut off before its clients are taken for gone.</summary>
    private static void Patient(PeerServerOptions options)
    {
        Short(options);
        options.AliveTimeout = TimeSpan.FromSeconds(15);
    }

    private static async Task<RawClient> EnterAsync(WholeServer server, string id)
    {
        var client = new RawClient();
        await client.ConnectAsync(server.Address, $"/peerjs/peerjs?key=peerjs&id={id}&token={id}s&version=1.5.5&typedpeer=1");
        await client.NextAsync("OPEN");
        await client.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        return client;
    }

    private static Task<PeerNetwork> JoinAsync(int port, string id) => PeerNetwork.JoinAsync(
        new Uri($"ws://127.0.0.1:{port}/peerjs"), Meeting.Options(id, "lobby") with { MinReconnectDelay = TimeSpan.FromMilliseconds(20), MaxReconnectDelay = TimeSpan.FromMilliseconds(200) }, Loopback.Token).SoonAsync();
}
