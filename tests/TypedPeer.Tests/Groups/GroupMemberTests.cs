namespace TypedPeer.Tests.Groups;

public class GroupMemberTests
{
    [Fact]
    public async Task A_session_is_a_member_once_and_until_it_is_removed()
    {
        await using var fixture = new GroupFixture(2);
        Assert.False(fixture.Group.Add(fixture.Sessions[0]));
        Assert.Equal(fixture.Sessions, fixture.Group.Members);
        Assert.True(fixture.Group.Contains(fixture.Sessions[0]));
        Assert.True(fixture.Group.Remove(fixture.Sessions[0]));
        Assert.False(fixture.Group.Remove(fixture.Sessions[0]));
        Assert.Equal(1, fixture.Group.Count);
        Assert.False(fixture.Group.Contains(fixture.Sessions[0]));
        Assert.True(fixture.Group.Add(fixture.Sessions[0]));
    }

    [Fact]
    public async Task A_member_whose_session_ends_leaves_by_itself()
    {
        await using var fixture = new GroupFixture(3);
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        await fixture.Sessions[1].StopAsync(TestContext.Current.CancellationToken).Soon();
        await Bound.Until(() => fixture.Group.Count == 2);
        await fixture.Group.All.ToldAsync("two").Soon();
        Assert.Equal("two", await fixture.Services[0].NextAsync());
        Assert.Equal("two", await fixture.Services[2].NextAsync());
        Assert.Empty(fixture.Failures);
        Assert.False(fixture.Group.Add(fixture.Sessions[1]));
    }

    [Fact]
    public async Task A_member_that_is_lost_is_reported_with_the_reason()
    {
        await using var fixture = new GroupFixture(2);
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        fixture.Channels[0].Break("cut");
        await Bound.Until(() => !fixture.Failures.IsEmpty);
        var (session, exception) = fixture.Failures.Single();
        Assert.Equal(fixture.Sessions[0], session);
        Assert.Equal(PeerStatus.ConnectionLost, Assert.IsType<PeerException>(exception).Status);
        Assert.Contains("cut", exception.Message, StringComparison.Ordinal);
        Assert.Equal([fixture.Sessions[1]], fixture.Group.Members);
    }

    [Fact]
    public async Task A_slow_member_delays_nobody_is_held_to_its_bound_and_reported_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new System.Collections.Concurrent.ConcurrentQueue<(PeerSession Session, Exception Exception)>();
        await using var fixture = new GroupFixture(
            2,
            new PeerGroupOptions { MaxQueuedBytes = 64 * 1024, MemberFailed = (session, exception) => told.Enqueue((session, exception)) },
            memberOptions: new PeerSessionOptions { CallWindowBytes = 64 * 1024 });
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        fixture.Services[0].OnTold = _ => new(gate.Task);
        var text = new string('x', 1000);
        for (var i = 0; i < 1000; i++)
        {
            var call = fixture.Group.All.ToldAsync(text);
            Assert.True(call.IsCompletedSuccessfully, "A call of a group waits for nobody.");
            Assert.Equal(text, await fixture.Services[1].NextAsync());
        }

        // The window at the peer, what waits as frames, and the group's bound: far from the megabyte that was sent.
        Assert.InRange(fixture.Sessions[0].GetStatistics().BytesQueued, 1, 512 * 1024);
        await Bound.Until(() => !told.IsEmpty);
        var (session, exception) = Assert.Single(told);
        Assert.Equal(fixture.Sessions[0], session);
        Assert.Equal(PeerStatus.LimitExceeded, Assert.IsType<PeerException>(exception).Status);
        Assert.Contains("MaxQueuedBytes", exception.Message, StringComparison.Ordinal);

        // What was queued arrives when it goes on, and what is dropped after that is told again.
        gate.SetResult();
        fixture.Services[0].OnTold = static _ => default;
        await fixture.Services[0].NextAsync();
        await Bound.Until(() => fixture.Sessions[0].GetStatistics().BytesQueued == 0);
        await fixture.Group.All.ToldAsync("after").Soon();
        while (await fixture.Services[0].NextAsync() != "after")
        {
        }

        Assert.Single(told);
    }

    [Fact]
    public async Task Calls_wait_for_a_member_that_is_still_connecting()
    {
        var (first, second) = Testing.InMemoryPeerChannel.CreatePair();
        await using var session = PeerSession.Start(first);
        var group = new PeerGroup<IGroupContract>();
        Assert.True(group.Add(session));
        var told = group.All.ToldAsync("early").AsTask();
        Assert.True(told.IsCompletedSuccessfully);
        var service = new GroupMemberService("late");
        await using var peer = PeerSession.Start(second, builder => builder.Serve<IGroupContract>(service));
        Assert.Equal("early", await service.NextAsync());
    }

    [Fact]
    public async Task A_member_that_lacks_the_contract_is_reported()
    {
        await using var fixture = new GroupFixture(1);
        await using var pair = SessionPair.Create();
        await pair.First.Connected.Soon();
        fixture.Group.Add(pair.First);
        await fixture.Group.All.ToldAsync("to one").Soon();
        Assert.Equal("to one", await fixture.Services[0].NextAsync());
        await Bound.Until(() => !fixture.Failures.IsEmpty);
        Assert.Equal(PeerStatus.Unimplemented, Assert.IsType<PeerException>(fixture.Failures.Single().Exception).Status);
    }

    [Fact]
    public async Task What_the_callback_throws_is_told_to_the_member_sessions_application()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new PeerSessionOptions { HandlerFailed = (what, exception) => _ = what == "MemberFailed" && told.TrySetResult(exception) };
        await using var fixture = new GroupFixture(0, new PeerGroupOptions { MemberFailed = static (_, _) => throw new InvalidOperationException("from the callback") });
        fixture.Join(options);
        await fixture.Sessions[0].Connected.Soon();
        fixture.Channels[0].Break();
        Assert.Equal("from the callback", (await told.Task.Soon()).Message);
    }

    [Fact]
    public async Task Members_may_come_and_go_while_the_group_is_called()
    {
        await using var fixture = new GroupFixture(8);
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        using var end = new CancellationTokenSource();
        var changing = Task.WhenAll(fixture.Sessions.Skip(1).Select(session => Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                fixture.Group.Remove(session);
                fixture.Group.Add(session);
            }
        })));
        for (var i = 0; i < 500; i++)
        {
            await fixture.Group.All.ToldAsync($"{i}").Soon();
        }

        await end.CancelAsync();
        await changing.Soon();
        Assert.Equal(8, fixture.Group.Count);

        // The one that stayed got all of them, in order.
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal($"{i}", await fixture.Services[0].NextAsync());
        }
    }

    [Fact]
    public async Task A_session_forgets_the_groups_it_left()
    {
        await using var fixture = new GroupFixture(1);
        var group = JoinAndLeave(fixture.Sessions[0]);
        await Bound.Until(() =>
        {
            GC.Collect();
            return !group.IsAlive;
        });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference JoinAndLeave(PeerSession session)
    {
        var group = new PeerGroup<IGroupContract>();
        group.Add(session);
        group.Remove(session);
        return new(group);
    }
}
