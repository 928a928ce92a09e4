using TypedPeer.Testing;

namespace TypedPeer.Tests.Delivery;

public class UnreliableTests
{
    [Fact]
    public async Task A_call_goes_by_the_lane_for_datagrams()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.True(pair.Remote.AtAsync(i).AsTask().IsCompletedSuccessfully);
            Assert.Equal($"at {i}", await pair.Service.NextAsync());
        }

        Assert.Equal(20, pair.Caller.GetStatistics().CallsUnreliable);
        Assert.Equal(20, pair.Receiver.GetStatistics().CallsHandled);
    }

    [Fact]
    public async Task A_call_that_is_lost_holds_up_no_other()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        pair.CallerChannel.LosesDatagram = static number => number % 3 == 1;
        for (var i = 0; i < 9; i++)
        {
            await pair.Remote.AtAsync(i).Soon();
        }

        foreach (var i in new[] { 0, 2, 3, 5, 6, 8 })
        {
            Assert.Equal($"at {i}", await pair.Service.NextAsync());
        }

        Assert.Equal(5, await pair.Remote.AskAsync(5).Soon());
        Assert.False(pair.Service.TryNext(out _));
    }

    [Fact]
    public async Task A_call_overtakes_what_the_channel_holds_up()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        pair.CallerChannel.SendStalled = true;
        var asked = pair.Remote.AskAsync(1).AsTask();
        await pair.Remote.AtAsync(7).Soon();
        Assert.Equal("at 7", await pair.Service.NextAsync());
        Assert.False(asked.IsCompleted);
        pair.CallerChannel.SendStalled = false;
        Assert.Equal(1, await asked.Soon());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_either_side_has_no_lane_calls_go_in_order_with_all_others(bool isCallers)
    {
        await using var pair = await UnreliablePair.ConnectAsync(callerHas: !isCallers, receiverHas: isCallers);
        for (var i = 0; i < 50; i++)
        {
            await pair.Remote.AtAsync(i).Soon();
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"at {i}", await pair.Service.NextAsync());
        }

        Assert.Equal(0, pair.Caller.GetStatistics().CallsUnreliable);
    }

    [Fact]
    public async Task A_call_larger_than_a_datagram_goes_in_order_with_all_others()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        pair.CallerChannel.LosesDatagram = static _ => true;
        await pair.Remote.SoundAsync(new byte[1200]).Soon();
        Assert.Equal("sound 1200", await pair.Service.NextAsync());
        Assert.Equal(0, pair.Caller.GetStatistics().CallsUnreliable);
    }

    [Fact]
    public async Task Calls_made_before_the_peer_starts_go_in_order()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        var early = caller.GetRemote<IUnreliableContract>().AtAsync(1);
        var service = new UnreliableService();
        await using var receiver = PeerSession.Start(second, peer => peer.Serve<IUnreliableContract>(service));
        await early.Soon();
        Assert.Equal("at 1", await service.NextAsync());
    }

    [Fact]
    public async Task What_waits_for_a_receiver_that_is_behind_is_bounded_and_the_rest_dropped_and_counted()
    {
        await using var pair = await UnreliablePair.ConnectAsync(receiverOptions: new PeerSessionOptions { UnreliableWindowBytes = 4096 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.Gate = gate.Task;
        var bytes = new byte[500];
        for (var i = 0; i < 100; i++)
        {
            await pair.Remote.SoundAsync(bytes).Soon();
        }

        await Bound.Until(() => pair.Receiver.GetStatistics() is var now && now.CallsDropped + now.CallsRunning == 100);
        Assert.InRange(pair.Receiver.GetStatistics().CallsRunning, 1, 8);
        Assert.InRange(pair.Receiver.GetStatistics().BytesHeld, 0, 8 * 1024);
        gate.SetResult();
        await Bound.Until(() => pair.Receiver.GetStatistics() is { CallsRunning: 0, BytesHeld: 0 });
        await pair.Remote.AtAsync(1).Soon();
        string next;
        while ((next = await pair.Service.NextAsync()) != "at 1")
        {
            Assert.Equal("sound 500", next);
        }
    }

    [Fact]
    public async Task Headers_and_instance_go_with_a_call_and_no_time_limit_does()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        var remote = pair.Caller.GetRemote<IUnreliableContract>(new PeerCallOptions { Timeout = TimeSpan.FromSeconds(9), Headers = new Dictionary<string, string> { ["a"] = "b" }, Instance = "named" });
        await remote.AtAsync(3).Soon();
        Assert.Equal("at 3", await pair.Named.NextAsync());
        Assert.Equal("b", pair.Named.Headers!["a"]);
        Assert.Null(pair.Named.TimeLeft);
        Assert.Equal(1, pair.Caller.GetStatistics().CallsUnreliable);
    }

    [Fact]
    public async Task Members_of_a_group_are_called_by_their_lanes()
    {
        await using var first = await UnreliablePair.ConnectAsync();
        await using var second = await UnreliablePair.ConnectAsync();
        var group = new PeerGroup<IUnreliableContract>();
        group.Add(first.Caller);
        group.Add(second.Caller);
        await group.All.AtAsync(4).Soon();
        Assert.Equal("at 4", await first.Service.NextAsync());
        Assert.Equal("at 4", await second.Service.NextAsync());
        Assert.Equal(1, first.Caller.GetStatistics().CallsUnreliable);
    }

    [Fact]
    public async Task A_session_stops_in_order_when_the_handlers_of_such_calls_have_returned()
    {
        await using var pair = await UnreliablePair.ConnectAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.Gate = gate.Task;
        await pair.Remote.AtAsync(1).Soon();
        Assert.Equal("at 1", await pair.Service.NextAsync());
        var stopping = pair.Caller.StopAsync(TestContext.Current.CancellationToken);
        gate.SetResult();
        Assert.Equal(PeerSessionEndKind.Stopped, (await stopping.Soon()).Kind);
    }
}
