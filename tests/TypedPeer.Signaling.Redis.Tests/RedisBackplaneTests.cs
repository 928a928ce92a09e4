using StackExchange.Redis;
using TypedPeer.Signaling.Redis.Tests.Servers;
using TypedPeer.Signaling.Server;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Redis.Tests;

/// <summary>Several servers in one process, through Debian's Redis.</summary>
public sealed class RedisBackplaneTests
{
    private static readonly byte[] Hello = "{\"hello\":1}"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("redis")]
    public async Task An_id_is_one_clients_and_the_same_token_takes_it_over_with_its_rooms()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var south = await Instance.StartAsync(redis);
        Assert.True((await north.RegisterAsync("alice", connection: "first")).IsAccepted);
        await north.Backplane.JoinAsync("alice", "lobby", "{\"name\":\"Ada\"}"u8.ToArray());

        Assert.False((await south.RegisterAsync("alice", "another")).IsAccepted);
        var moved = await south.RegisterAsync("alice", connection: "second");

        Assert.True(moved.IsAccepted);
        Assert.Equal(["lobby"], moved.Rooms);
        Assert.Equal("{\"name\":\"Ada\"}"u8.ToArray(), moved.Metadata.ToArray());
        Assert.Equal("evict alice first", await north.NextAsync());
        Assert.Equal(["alice"], await north.Backplane.RenewAsync([new("alice", "first")]));
        Assert.Empty(await south.Backplane.RenewAsync([new("alice", "second")]));
        await north.Backplane.UnregisterAsync("alice", "first");
        Assert.Equal(["alice"], await north.Backplane.GetIdsAsync());
        await south.Backplane.UnregisterAsync("alice", "second");
        Assert.Empty(await north.Backplane.GetIdsAsync());
    }

    [RequiresPeer("redis")]
    public async Task Servers_that_race_for_an_id_leave_it_to_one()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await Instance.StartAsync(redis);
        await using var second = await Instance.StartAsync(redis);
        await using var third = await Instance.StartAsync(redis);
        Instance[] all = [first, second, third];

        for (var round = 0; round < 50; round++)
        {
            var strangers = await Task.WhenAll(all.Select((instance, index) => instance.RegisterAsync($"stranger-{round}", $"token-{index}").AsTask()));
            var same = await Task.WhenAll(all.Select((instance, index) => instance.RegisterAsync($"same-{round}", connection: $"{index}").AsTask()));
            var renewed = await Task.WhenAll(all.Select((instance, index) => instance.Backplane.RenewAsync([new($"same-{round}", $"{index}")]).AsTask()));

            Assert.Single(strangers, static registration => registration.IsAccepted);
            Assert.All(same, static registration => Assert.True(registration.IsAccepted));
            Assert.Single(renewed, static lost => lost.Count == 0);
        }
    }

    [RequiresPeer("redis")]
    public async Task A_message_goes_where_its_receiver_is_and_who_asked_for_an_absent_one_is_told_of_its_arrival()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var south = await Instance.StartAsync(redis);
        await north.RegisterAsync("alice");

        Assert.False(await north.Backplane.RouteAsync("alice", "bob", Hello));
        await south.RegisterAsync("bob");
        Assert.Equal("arrived bob", await north.NextAsync());
        Assert.True(await north.Backplane.RouteAsync("alice", "bob", Hello));

        Assert.Equal("alice to bob: {\"hello\":1}", await south.NextAsync());
    }

    [RequiresPeer("redis")]
    public async Task Messages_of_one_sender_come_in_order()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var south = await Instance.StartAsync(redis);
        await south.RegisterAsync("bob");

        var sending = Enumerable.Range(0, 500).Select(number => north.Backplane.RouteAsync("alice", "bob", System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{number}}}")).AsTask()).ToArray();
        await Task.WhenAll(sending);

        for (var number = 0; number < 500; number++)
        {
            Assert.Equal($"alice to bob: {{\"n\":{number}}}", await south.NextAsync());
        }
    }

    [RequiresPeer("redis")]
    public async Task A_room_reaches_over_servers_and_follows_a_member_that_moves()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var south = await Instance.StartAsync(redis);
        await north.RegisterAsync("alice");
        await south.RegisterAsync("bob");

        var first = await north.Backplane.JoinAsync("alice", "lobby", "1"u8.ToArray());
        var second = await south.Backplane.JoinAsync("bob", "lobby", default);
        var again = await south.Backplane.JoinAsync("bob", "lobby", default);

        Assert.Empty(first.Others);
        Assert.False(second.WasMember);
        Assert.Equal("alice", Assert.Single(second.Others).Key);
        Assert.Equal("1"u8.ToArray(), second.Others.Single().Value.ToArray());
        Assert.True(again.WasMember);
        Assert.Equal(1, await north.Backplane.PublishAsync("lobby", "alice", Hello));
        Assert.Equal("alice to room lobby: {\"hello\":1}", await south.NextAsync());

        await north.RegisterAsync("bob");
        Assert.Equal(0, await north.Backplane.PublishAsync("lobby", "alice", Hello));
        Assert.Equal(2, await south.Backplane.PublishAsync("lobby", "nobody", Hello));
        await north.Backplane.LeaveAsync("bob", "lobby");
        await north.Backplane.ChangeMetadataAsync("alice", "2"u8.ToArray());
        Assert.Equal(1, await south.Backplane.PublishAsync("lobby", "nobody", Hello));
        await south.RegisterAsync("carol");
        Assert.Equal("2"u8.ToArray(), Assert.Single((await south.Backplane.JoinAsync("carol", "lobby", default)).Others).Value.ToArray());
    }

    [RequiresPeer("redis")]
    public async Task Servers_that_race_fill_a_room_to_its_limit_and_no_further()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis, static options => options.Limits.MaxClientsPerRoom = 5);
        await using var south = await Instance.StartAsync(redis, static options => options.Limits.MaxClientsPerRoom = 5);
        Instance[] both = [north, south];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => both[number % 2].RegisterAsync($"client-{number}").AsTask()));

        var joined = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => both[number % 2].Backplane.JoinAsync($"client-{number}", "lobby", default).AsTask()));

        Assert.Equal(5, joined.Count(static entry => entry.IsAccepted));
    }

    [RequiresPeer("redis")]
    public async Task A_server_that_is_killed_leaves_nobody_behind_and_one_of_the_others_is_told_once()
    {
        await using var redis = await RedisServer.StartAsync();
        static void Short(PeerServerOptions options)
        {
            options.AliveTimeout = TimeSpan.FromSeconds(1);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(300);
        }

        await using var north = await Instance.StartAsync(redis, Short);
        await using var south = await Instance.StartAsync(redis, Short);
        var killed = await Instance.StartAsync(redis, Short);
        await killed.RegisterAsync("alice");
        await killed.Backplane.JoinAsync("alice", "lobby", default);
        await killed.Backplane.JoinAsync("alice", "hall", default);
        await killed.DisposeAsync();

        Assert.False(await north.Backplane.RouteAsync("bob", "alice", Hello));
        var told = await await Task.WhenAny(north.NextAsync(), south.NextAsync());

        Assert.Equal("gone alice from hall,lobby", told);
        Assert.Empty(await north.Backplane.GetIdsAsync());
        var registration = await south.RegisterAsync("alice", "a stranger's");
        Assert.True(registration.IsAccepted);
        Assert.Empty(registration.Rooms);
        // Who asked for her while she was gone is told that she came, and of her going nobody is told again.
        Assert.DoesNotContain(north.TakeAll().Concat(south.TakeAll()), static said => said.StartsWith("gone alice from hall", StringComparison.Ordinal));
    }

    [RequiresPeer("redis")]
    public async Task Redis_killed_fails_what_is_asked_of_it_and_is_told_again_what_it_lost_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync();
        static void Short(PeerServerOptions options)
        {
            options.AliveTimeout = TimeSpan.FromSeconds(9);
            options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        }

        await using var north = await Instance.StartAsync(redis, Short);
        await using var south = await Instance.StartAsync(redis, Short);
        await north.RegisterAsync("alice", connection: "first");
        await south.RegisterAsync("bob", connection: "second");

        await redis.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => north.Backplane.RouteAsync("alice", "bob", Hello).AsTask());
        await Assert.ThrowsAnyAsync<Exception>(() => north.RegisterAsync("carol").AsTask());
        await redis.RestartAsync();

        Assert.Equal("reset", await north.NextAsync());
        Assert.Equal("reset", await south.NextAsync());
        await north.RegisterAsync("alice", connection: "first");
        await south.RegisterAsync("bob", connection: "second");
        Assert.Empty(await north.Backplane.RenewAsync([new("alice", "first")]));
        Assert.Equal(["alice", "bob"], (await north.Backplane.GetIdsAsync()).Order(StringComparer.Ordinal));
        Assert.Empty(north.TakeAll());
    }

    [RequiresPeer("redis")]
    public async Task A_server_that_started_before_Redis_lets_the_first_client_in_once_Redis_is_there()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var north = await Instance.StartAsync(redis);
        await Assert.ThrowsAnyAsync<Exception>(() => north.RegisterAsync("alice").AsTask());

        await redis.RestartAsync();
        await north.ResumedAsync();

        Assert.True((await north.RegisterAsync("alice")).IsAccepted);
        Assert.Equal(["alice"], await north.Backplane.GetIdsAsync());
        await using var south = await Instance.StartAsync(redis);
        while (!await south.Backplane.RouteAsync("bob", "alice", Hello))
        {
            // It hears by another connection, which may be the later one.
        }

        Assert.Equal(["reset", "bob to alice: {\"hello\":1}"], [await north.NextAsync(), await north.NextAsync()]);
    }

    [RequiresPeer("redis")]
    public async Task After_an_outage_nobody_is_gone_before_servers_had_the_time_to_renew()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stranger = await ConnectionMultiplexer.ConnectAsync($"{redis.Configuration},allowAdmin=true");
        var store = stranger.GetDatabase();
        await using var northWay = new TcpForwarder(redis.Port);
        await using var southWay = new TcpForwarder(redis.Port);
        static void Short(PeerServerOptions options) => options.AliveTimeout = TimeSpan.FromSeconds(18);
        await using var north = await Instance.StartAsync(redis, Short, port: northWay.Port);
        await using var south = await Instance.StartAsync(redis, Short, port: southWay.Port);
        await Task.WhenAll(north.ResumedAsync(), south.ResumedAsync());
        await south.RegisterAsync("alice", connection: "first");
        await south.Backplane.JoinAsync("alice", "lobby", default);

        northWay.Cut();
        southWay.Cut();
        await Assert.ThrowsAnyAsync<Exception>(() => south.Backplane.RenewAsync([new("alice", "first")]).AsTask());
        await store.SortedSetAddAsync("{typedpeer}:expiry", "alice", 1);
        northWay.Cut(redis.Port);
        southWay.Cut(redis.Port);
        await Task.WhenAll(north.ResumedAsync(), south.ResumedAsync());
        // They look at the store, and may not end what is over.
        for (var before = await LooksAsync(store); await LooksAsync(store) < before + 2;)
        {
            Token.ThrowIfCancellationRequested();
        }

        Assert.Empty(await south.Backplane.RenewAsync([new("alice", "first")]));
        Assert.Empty(north.TakeAll().Concat(south.TakeAll()));
        await store.SortedSetAddAsync("{typedpeer}:expiry", "alice", 1);
        Assert.Equal("gone alice from lobby", await await Task.WhenAny(north.NextAsync(), south.NextAsync()));
        Assert.Equal(["alice"], await south.Backplane.RenewAsync([new("alice", "first")]));
    }

    [RequiresPeer("redis")]
    public async Task What_is_no_event_is_left_out_and_the_next_one_is_heard()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var stranger = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        var channel = RedisChannel.Literal($"{{typedpeer}}:to:{north.Backplane.Name}");
        var random = new Random(TestSeed.First(4711));
        foreach (var text in (string[])["", "to", "to\0", "to\0bob\0", "to\0bob\0alice\0", "to\0bob\0alice\0{", "to\0bob\0alice\0[1]", "to\0\0alice\0{}", "room\0lobby\0alice\0nonsense", "evict\0bob\0c\0more", "melt\0bob\0alice\0{}", $"to\0{new string('x', 300)}\0a\0{{}}"])
        {
            await stranger.GetSubscriber().PublishAsync(channel, text);
        }

        for (var count = 0; count < 500; count++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            await stranger.GetSubscriber().PublishAsync(channel, bytes);
        }

        await stranger.GetSubscriber().PublishAsync(channel, "to\0bob\0alice\0{\"last\":1}");

        Assert.Equal("alice to bob: {\"last\":1}", await north.NextAsync());
    }

    [RequiresPeer("redis")]
    public async Task Servers_of_another_prefix_are_others()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await Instance.StartAsync(redis);
        await using var other = await Instance.StartAsync(redis, prefix: "other");
        await north.RegisterAsync("alice");

        Assert.True((await other.RegisterAsync("alice", "a stranger's")).IsAccepted);
        Assert.False(await other.Backplane.RouteAsync("alice", "bob", Hello));
        Assert.Equal(["alice"], await north.Backplane.GetIdsAsync().AsTask().WaitAsync(Token));
    }

    /// <summary>How often servers have looked at who is registered, or at whose time is over.</summary>
    private static async Task<long> LooksAsync(IDatabase store)
    {
        var lines = (await store.ExecuteAsync("INFO", "commandstats")).ToString().Split('\n');
        return lines.Where(static line => line.StartsWith("cmdstat_zrange", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
