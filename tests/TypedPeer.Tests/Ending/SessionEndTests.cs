using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Ending;

public class SessionEndTests
{
    [Fact]
    public async Task Connected_completes_when_both_have_said_hello()
    {
        await using var pair = SessionPair.Create();
        await pair.First.Connected.Soon();
        await pair.Second.Connected.Soon();
    }

    [Fact]
    public async Task Stopping_lets_running_calls_finish_and_tells_both_sides_why()
    {
        await using var pair = SessionPair.Create();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            entered.SetResult();
            await gate.Task;
            return text;
        };
        var call = pair.Remote.EchoAsync("last").AsTask();
        await entered.Task.Soon();
        var stop = pair.First.StopAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.AddAsync(1, 1).Soon());
        Assert.Equal(PeerStatus.Unavailable, refused.Status);
        Assert.Equal(PeerCallFate.NotSent, refused.Fate);
        gate.SetResult();
        Assert.Equal("last", await call.Soon());
        Assert.Equal(PeerSessionEndKind.Stopped, (await stop.Soon()).Kind);
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await pair.Second.Completion.Soon()).Kind);
    }

    [Fact]
    public async Task Stopping_delivers_a_stream_that_is_under_way()
    {
        await using var pair = SessionPair.Create();
        var count = 0;
        Task? stop = null;
        await foreach (var _ in pair.Remote.CountAsync(200_000).WithCancellation(TestContext.Current.CancellationToken))
        {
            if (count++ == 100)
            {
                stop = pair.Second.StopAsync(TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(200_000, count);
        await stop!.Soon();
    }

    [Fact]
    public async Task Stopping_lets_one_way_calls_that_run_or_wait_finish_uncancelled()
    {
        await using var pair = SessionPair.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = new List<string>();
        pair.SecondService.OnNote = async text =>
        {
            await gate.Task;
            handled.Add(text);
        };
        string[] notes = ["one", "two", "three"];
        foreach (var note in notes)
        {
            await pair.Remote.NoteAsync(note).Soon();
        }

        // An answer behind them, of a method that keeps no place, says that they have come.
        Assert.Equal("x", await pair.Remote.ConcurrentAsync("x").Soon());
        var stop = pair.First.StopAsync(TestContext.Current.CancellationToken);
        var other = pair.Second.StopAsync(TestContext.Current.CancellationToken);
        await Task.Yield();
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        Assert.True((await stop.Soon()).Kind is PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer);
        await other.Soon();
        Assert.Equal(notes, handled);
    }

    [Fact]
    public async Task Stopping_before_the_peer_has_started_ends_at_once_and_tells_it_when_it_does()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var early = PeerSession.Start(first, peer => peer.Serve(new TestService()));
        var call = early.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        var end = await early.StopAsync(TestContext.Current.CancellationToken).Soon();
        Assert.Equal(PeerSessionEndKind.Aborted, end.Kind);
        Assert.Contains("before the peer had said hello", end.Message, StringComparison.Ordinal);
        var unsent = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal((PeerStatus.Unavailable, PeerCallFate.NotSent), (unsent.Status, unsent.Fate));
        await using var late = PeerSession.Start(second, peer => peer.Serve(new TestService()));
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await late.Completion.Soon()).Kind);
    }

    [Fact]
    public async Task Both_sides_may_stop_at_once()
    {
        await using var pair = SessionPair.Create();
        await pair.First.Connected.Soon();
        await pair.Second.Connected.Soon();
        var ends = await Task.WhenAll(pair.First.StopAsync(TestContext.Current.CancellationToken), pair.Second.StopAsync(TestContext.Current.CancellationToken)).Soon();
        Assert.All(ends, end => Assert.True(end.Kind is PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer, end.ToString()));
    }

    [Fact]
    public async Task Both_sides_may_be_disposed_at_once_and_every_call_ends()
    {
        for (var i = 0; i < 50; i++)
        {
            var pair = SessionPair.Create(new() { StopTimeout = TimeSpan.Zero });
            var calls = new[] { pair.Remote.WaitAsync(CancellationToken.None).AsTask(), pair.Second.GetRemote<ITestContract>().WaitAsync(CancellationToken.None).AsTask() };
            await pair.SecondService.Waiting.Task.Soon();
            await pair.FirstService.Waiting.Task.Soon();
            await Task.WhenAll(Task.Run(async () => await pair.First.DisposeAsync(), TestContext.Current.CancellationToken), Task.Run(async () => await pair.Second.DisposeAsync(), TestContext.Current.CancellationToken)).Soon();
            foreach (var call in calls)
            {
                Assert.Equal(PeerCallFate.MayHaveExecuted, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Fate);
            }

            await pair.FirstService.Cancelled.Task.Soon();
            await pair.SecondService.Cancelled.Task.Soon();
        }
    }

    [Fact]
    public async Task One_side_may_stop_while_the_other_breaks_off_and_every_call_ends()
    {
        for (var i = 0; i < 50; i++)
        {
            await using var pair = SessionPair.Create();
            var calls = new[] { pair.Remote.WaitAsync(CancellationToken.None).AsTask(), pair.Second.GetRemote<ITestContract>().WaitAsync(CancellationToken.None).AsTask() };
            await pair.SecondService.Waiting.Task.Soon();
            await pair.FirstService.Waiting.Task.Soon();
            var stop = Task.Run(() => pair.First.StopAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            var breaking = Task.Run(() => pair.SecondChannel.Break(), TestContext.Current.CancellationToken);
            await breaking.Soon();
            var end = await stop.Soon();
            Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Kind);
            Assert.Equal(PeerSessionEndKind.ConnectionLost, (await pair.Second.Completion.Soon()).Kind);
            foreach (var call in calls)
            {
                var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
                Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (error.Status, error.Fate));
            }

            await pair.FirstService.Cancelled.Task.Soon();
            await pair.SecondService.Cancelled.Task.Soon();
        }
    }

    [Fact]
    public async Task Health_can_be_read_while_calls_run_objects_are_held_and_bytes_wait()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second);
        await pair.First.Connected.Soon();
        var call = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        Assert.Equal(1, pair.First.GetStatistics().CallsInFlight);
        Assert.Equal(1, pair.Second.GetStatistics().CallsRunning);
        first.SendStalled = true;
        var many = Enumerable.Range(0, 200).Select(_ => pair.Remote.EchoAsync(new string('x', 1000)).AsTask()).ToList();
        await first.QueuedAsync(pair.First, 200_000, 400_000);
        Assert.Equal(201, pair.First.GetStatistics().CallsInFlight);
        first.SendStalled = false;
        await Task.WhenAll(many).Soon();
        first.Break();
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
    }

    [Fact]
    public async Task A_broken_connection_ends_every_call_and_says_whether_it_may_have_run()
    {
        await using var pair = SessionPair.Create();
        var call = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        pair.FirstChannel.Break();
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(PeerStatus.ConnectionLost, error.Status);
        Assert.Equal(PeerCallFate.MayHaveExecuted, error.Fate);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await pair.First.Completion.Soon()).Kind);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await pair.Second.Completion.Soon()).Kind);
        await pair.SecondService.Cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_call_that_never_left_says_so()
    {
        var (first, _) = InMemoryPeerChannel.CreatePair();
        await using var alone = PeerSession.Start(first);
        var call = alone.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        first.Break();
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
        await Assert.ThrowsAsync<PeerException>(() => alone.Connected.Soon());
    }

    [Fact]
    public async Task A_session_that_leaves_its_channel_open_does_so()
    {
        await using var pair = SessionPair.Create(new() { LeaveChannelOpen = true });
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        await pair.Second.Completion.Soon();
        Assert.False(pair.FirstChannel.Closed.IsCompleted);
        pair.FirstChannel.Send([1]);
    }

    [Fact]
    public async Task A_session_closes_its_channel_by_default()
    {
        await using var pair = SessionPair.Create();
        await pair.First.Connected.Soon();
        await pair.First.DisposeAsync().Soon();
        await pair.FirstChannel.Closed.Soon();
        await pair.SecondChannel.Closed.Soon();
    }

    [Fact]
    public async Task Calls_after_the_end_fail_at_once()
    {
        await using var pair = SessionPair.Create();
        await pair.First.DisposeAsync().Soon();
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.AddAsync(1, 1).Soon());
        Assert.Equal(PeerStatus.Unavailable, error.Status);
    }

    [Fact]
    public async Task Statistics_count_what_happened()
    {
        await using var pair = SessionPair.Create();
        await pair.Remote.AddAsync(1, 1).Soon();
        await pair.Remote.NoteAsync("x").Soon();
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        var statistics = pair.First.GetStatistics();
        Assert.Equal(2, statistics.CallsMade);
        Assert.Equal(0, statistics.CallsInFlight);
        Assert.Equal(2, pair.Second.GetStatistics().CallsHandled);
        Assert.True(statistics.BytesSent > 0 && statistics.BytesReceived > 0);
        Assert.NotNull(statistics.RoundTripTime);
    }
}
