namespace TypedPeer.Tests.Delivery;

public class LatestWinsTests
{
    [Fact]
    public async Task A_receiver_that_pauses_gets_the_call_that_was_under_way_and_then_the_newest()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        for (var i = 1; i < 100; i++)
        {
            Assert.True(pair.Remote.StateAsync(i, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully, "It is the newest; its caller has nothing to wait for.");
        }

        gate.SetResult();
        Assert.Equal("state 0", await pair.Service.NextAsync());
        Assert.Equal("state 99", await pair.Service.NextAsync());
        await pair.Remote.PlainAsync(1).Soon();
        Assert.Equal("plain 1", await pair.Service.NextAsync());
        Assert.Equal(98, pair.Caller.GetStatistics().CallsReplaced);
        Assert.Equal(0, pair.Caller.GetStatistics().BytesQueued);
    }

    [Fact]
    public async Task A_receiver_that_keeps_up_gets_every_call()
    {
        await using var pair = new DeliveryPair();
        for (var i = 0; i < 200; i++)
        {
            await pair.Remote.StateAsync(i, TestContext.Current.CancellationToken).Soon();
            Assert.Equal($"state {i}", await pair.Service.NextAsync());
        }
    }

    [Fact]
    public async Task Methods_and_instances_replace_only_their_own_calls()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        var named = pair.Caller.GetRemote<IDeliveryContract>("named");
        pair.Named.Gate = gate.Task;
        await named.StateAsync(10, TestContext.Current.CancellationToken).Soon();
        Assert.Equal("state 10", await pair.Named.NextAsync());
        for (var i = 1; i < 10; i++)
        {
            await pair.Remote.StateAsync(i, TestContext.Current.CancellationToken).Soon();
            await pair.Remote.OtherAsync(i).Soon();
            await pair.Remote.PlainAsync(i).Soon();
            await named.StateAsync(10 + i, TestContext.Current.CancellationToken).Soon();
        }

        gate.SetResult();
        Assert.Equal("state 19", await pair.Named.NextAsync());
        var told = new List<string>();
        while (!told.Contains("state 9") || !told.Contains("other 9") || !told.Contains("plain 9"))
        {
            told.Add(await pair.Service.NextAsync());
        }

        Assert.Equal(["state 0", "state 9"], told.Where(static what => what.StartsWith("state", StringComparison.Ordinal)));
        Assert.Equal(["other 1", "other 9"], told.Where(static what => what.StartsWith("other", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(1, 9).Select(static i => $"plain {i}"), told.Where(static what => what.StartsWith("plain", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_remotes_of_one_instance_replace_each_others_calls()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        var hurried = pair.Caller.GetRemote<IDeliveryContract>(new PeerCallOptions { Priority = PeerPriority.High });
        await pair.Remote.StateAsync(1, TestContext.Current.CancellationToken).Soon();
        await hurried.StateAsync(2, TestContext.Current.CancellationToken).Soon();
        gate.SetResult();
        Assert.Equal("state 0", await pair.Service.NextAsync());
        Assert.Equal("state 2", await pair.Service.NextAsync());
        Assert.Equal(1, pair.Caller.GetStatistics().CallsReplaced);
    }

    [Fact]
    public async Task What_waits_is_one_call_whatever_its_size()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        var bytes = new byte[200_000];
        for (var i = 0; i < 50; i++)
        {
            bytes[^1] = (byte)i;
            await pair.Remote.LargeAsync(bytes).Soon();
        }

        Assert.InRange(pair.Caller.GetStatistics().BytesQueued, 0, 2 * 200_000);
        gate.SetResult();
        Assert.Equal("state 0", await pair.Service.NextAsync());
        Assert.Equal("large 200000 0", await pair.Service.NextAsync());
        Assert.Equal("large 200000 49", await pair.Service.NextAsync());
    }

    [Fact]
    public async Task Calls_made_before_the_peer_starts_replace_each_other()
    {
        var (first, second) = Testing.InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        var remote = caller.GetRemote<IDeliveryContract>();
        var plain = remote.PlainAsync(1);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(remote.StateAsync(i, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
        }

        var after = remote.PlainAsync(2);
        var service = new DeliveryService();
        await using var receiver = PeerSession.Start(second, peer => peer.Serve<IDeliveryContract>(service));
        await plain.Soon();
        await after.Soon();
        Assert.Equal("plain 1", await service.NextAsync());
        Assert.Equal("state 9", await service.NextAsync());
        Assert.Equal("plain 2", await service.NextAsync());
        Assert.Equal(9, caller.GetStatistics().CallsReplaced);
    }

    [Fact]
    public async Task References_of_a_call_that_is_replaced_are_given_back()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        var observer = new Observer();
        await pair.Remote.ObservedAsync(observer).Soon();
        for (var i = 0; i < 5; i++)
        {
            await pair.Remote.ObservedAsync(new Observer()).Soon();
        }

        await pair.Remote.ObservedAsync(observer).Soon();
        Assert.Equal(1, pair.Caller.GetStatistics().ReferencesShared);
        gate.SetResult();
        Assert.Equal("state 0", await pair.Service.NextAsync());
        Assert.Equal("observed", await pair.Service.NextAsync());
        Assert.Equal("observed", await pair.Service.NextAsync());
        Assert.Equal(2, observer.Seen);
    }

    [Fact]
    public async Task A_call_whose_time_is_over_when_its_turn_comes_is_not_made_and_told()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var told = new TaskCompletionSource<(string What, Exception Exception)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = new DeliveryPair(new PeerSessionOptions { TimeProvider = clock, HandlerFailed = (what, exception) => told.TrySetResult((what, exception)) });
        var gate = await pair.HoldAsync();
        var hurried = pair.Caller.GetRemote<IDeliveryContract>(new PeerCallOptions { Timeout = TimeSpan.FromSeconds(1) });
        await hurried.StateAsync(1, TestContext.Current.CancellationToken).Soon();
        clock.Advance(TimeSpan.FromSeconds(2));
        gate.SetResult();
        var (what, exception) = await told.Task.Soon();
        Assert.Contains("StateAsync", what, StringComparison.Ordinal);
        Assert.Equal(PeerStatus.DeadlineExceeded, Assert.IsType<PeerException>(exception).Status);
        await pair.Remote.StateAsync(2, TestContext.Current.CancellationToken).Soon();
        Assert.Equal("state 0", await pair.Service.NextAsync());
        Assert.Equal("state 2", await pair.Service.NextAsync());
    }

    [Fact]
    public async Task A_call_the_peer_lacks_is_told_to_the_application()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (first, second) = Testing.InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first, null, new PeerSessionOptions { HandlerFailed = (_, exception) => told.TrySetResult(exception) });
        await caller.GetRemote<IDeliveryContract>().StateAsync(1, TestContext.Current.CancellationToken).Soon();
        await using var receiver = PeerSession.Start(second);
        Assert.Equal(PeerStatus.Unimplemented, Assert.IsType<PeerException>(await told.Task.Soon()).Status);
    }

    [Fact]
    public async Task A_session_stops_in_order_although_a_call_waits()
    {
        await using var pair = new DeliveryPair();
        var gate = await pair.HoldAsync();
        await pair.Remote.StateAsync(1, TestContext.Current.CancellationToken).Soon();
        var stopping = pair.Caller.StopAsync(TestContext.Current.CancellationToken);
        gate.SetResult();
        Assert.Equal(PeerSessionEndKind.Stopped, (await stopping.Soon()).Kind);
    }

    [Fact]
    public async Task A_member_of_a_group_that_pauses_waits_for_the_newest_alone_and_is_no_failure()
    {
        var failures = 0;
        await using var slow = new DeliveryPair();
        await using var quick = new DeliveryPair();
        var group = new PeerGroup<IDeliveryContract>(new PeerGroupOptions { MaxQueuedBytes = 4096, MemberFailed = (_, _) => Interlocked.Increment(ref failures) });
        group.Add(slow.Caller);
        group.Add(quick.Caller);
        var gate = await slow.HoldAsync();
        for (var i = 1; i < 500; i++)
        {
            await group.All.StateAsync(i, TestContext.Current.CancellationToken).Soon();
            Assert.Equal($"state {i}", await quick.Service.NextAsync());
        }

        gate.SetResult();
        Assert.Equal("state 0", await slow.Service.NextAsync());
        Assert.Equal("state 499", await slow.Service.NextAsync());
        Assert.Equal(0, Volatile.Read(ref failures));
    }

    private sealed class Observer : IDeliveryObserver
    {
        private int _seen;

        public int Seen => Volatile.Read(ref _seen);

        public ValueTask SeenAsync()
        {
            Interlocked.Increment(ref _seen);
            return default;
        }
    }
}
