using TypedPeer.Channels;
using TypedPeer.TestSupport;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Hostile;

namespace TypedPeer.Tests.Ending;

/// <summary>Every close ends within the time its option names, once, whatever the peer and the channel do. The clock goes no further.</summary>
public class StopTimeTests
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string, string> Ends => new(
        from peer in new[] { "dead", "deaf", "silent", "pings", "never finishes", "runs on", "grants nothing" }
        from close in new[] { "stop", "dispose", "both" }
        select (peer, close));

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Stopping_and_disposing_take_no_longer_than_the_option_says_whatever_the_peer_does(string kind, string close)
    {
        await using var peer = await ConnectAsync(kind);
        var calls = new List<Task>();
        if (kind is "runs on" or "grants nothing" or "dead")
        {
            var remote = peer.Victim.GetRemote<ITestContract>();
            calls.AddRange(Enumerable.Range(0, 100).Select(_ => (Task)remote.EchoAsync(new string('x', 40_000)).AsTask()));
        }

        var closing = CloseAsync(peer.Victim, close);
        if (kind == "pings")
        {
            closing = Task.WhenAll(closing, PingAsync(peer, closing));
        }

        await closing.CompletesWithinAsync(StopTimeout, _clock);
        await closing.Soon();
        var end = await peer.Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.Aborted, end.Kind);
        Assert.Contains("did not finish in the time", end.Message, StringComparison.Ordinal);
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        }

        // What a stop leaves to do is done within the same time.
        await peer.Victim.DisposeAsync().AsTask().CompletesWithinAsync(StopTimeout, _clock);
    }

    [Theory]
    [InlineData("never ends")]
    [InlineData("throws")]
    [InlineData("fails late")]
    public async Task A_channel_that_does_not_close_does_not_hold_up_the_end(string how)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var closing = new TaskCompletionSource();
        var channel = new HookedChannel(first) { Closing = closing.Task };
        if (how == "throws")
        {
            closing.SetException(new NotSupportedException("broken"));
        }

        var session = PeerSession.Start(channel, null, new() { TimeProvider = _clock, StopTimeout = StopTimeout });
        await using var peer = PeerSession.Start(second, null, new() { StopTimeout = TimeSpan.Zero });
        await session.Connected.Soon();
        var disposed = session.DisposeAsync().AsTask();
        await disposed.CompletesWithinAsync(StopTimeout, _clock);
        await disposed.Soon();
        Assert.True(channel.IsDisposed);
        if (how == "fails late")
        {
            closing.SetException(new NotSupportedException("broken"));
        }
    }

    [Fact]
    public async Task A_channel_is_told_to_close_at_once_although_the_timer_for_it_comes_late()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var closing = new TaskCompletionSource();
        var channel = new HookedChannel(first) { Closing = closing.Task };
        var session = PeerSession.Start(channel, null, new() { TimeProvider = new LateCancellations(_clock), StopTimeout = StopTimeout });
        await using var peer = PeerSession.Start(second, null, new() { StopTimeout = TimeSpan.Zero });
        await session.Connected.Soon();
        var disposed = session.DisposeAsync().AsTask();
        await disposed.CompletesWithinAsync(StopTimeout, _clock);
        await disposed.Soon();
        Assert.True(channel.CloseToken.IsCancellationRequested);
        closing.SetResult();
    }

    [Fact]
    public async Task A_channel_that_never_opens_does_not_hold_up_the_end()
    {
        var (first, _) = InMemoryPeerChannel.CreatePair();
        var channel = new HookedChannel(first) { OpenedTask = new TaskCompletionSource().Task };
        var session = PeerSession.Start(channel, null, new() { TimeProvider = _clock, StopTimeout = StopTimeout });
        var call = session.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        var disposed = session.DisposeAsync().AsTask();
        await disposed.CompletesWithinAsync(StopTimeout, _clock);
        await disposed.Soon();
        Assert.Equal(PeerCallFate.NotSent, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Fate);
    }

    [Fact]
    public async Task A_peer_that_stops_first_and_never_closes_does_not_hold_up_the_end()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock, StopTimeout = StopTimeout });
        peer.Send(Wire.Frame(Wire.Goodbye, Wire.V(0), Wire.V(0), Wire.S("")), Wire.Frame(Wire.Finished));
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await peer.Victim.Completion.Soon()).Kind);
        var disposed = peer.Victim.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        await disposed.CompletesWithinAsync(StopTimeout, _clock);
        await disposed.Soon();
        await peer.VictimChannel.Closed.Soon();
    }

    [Fact]
    public async Task Any_number_of_stops_and_disposals_at_once_have_one_end()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var disposals = 0;
        var channel = new HookedChannel(first) { Hook = member => disposals += member == nameof(IPeerChannel.DisposeAsync) ? 1 : 0 };
        var session = PeerSession.Start(channel);
        await using var peer = PeerSession.Start(second);
        await session.Connected.Soon();
        var stops = Enumerable.Range(0, 20).Select(_ => Task.Run(() => session.StopAsync(TestContext.Current.CancellationToken))).ToList();
        var disposed = Enumerable.Range(0, 20).Select(_ => Task.Run(() => session.DisposeAsync().AsTask())).ToList();
        var end = await session.Completion.Soon();
        Assert.All(await Task.WhenAll(stops).Soon(), stopped => Assert.Same(end, stopped));
        await Task.WhenAll(disposed).Soon();
        Assert.Equal(1, disposals);
        Assert.Same(end, await session.StopAsync(TestContext.Current.CancellationToken).Soon());
    }

    [Fact]
    public async Task A_cancelled_stop_ends_at_once()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock, StopTimeout = StopTimeout });
        var end = await peer.Victim.StopAsync(new CancellationToken(canceled: true)).Soon();
        Assert.Equal(PeerSessionEndKind.Aborted, end.Kind);
        Assert.Contains("cancelled", end.Message, StringComparison.Ordinal);
    }

    private static async Task CloseAsync(PeerSession session, string close)
    {
        var stop = close == "dispose" ? Task.CompletedTask : session.StopAsync(CancellationToken.None);
        var dispose = close == "stop" ? Task.CompletedTask : session.DisposeAsync().AsTask();
        await Task.WhenAll(stop, dispose);
    }

    private static async Task PingAsync(ScriptedPeer peer, Task until)
    {
        for (var i = 0UL; !until.IsCompleted && peer.TrySend(Wire.Frame(Wire.Ping, Wire.U(i))); i++)
        {
            await Task.Yield();
        }
    }

    private async Task<ScriptedPeer> ConnectAsync(string kind)
    {
        var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock, StopTimeout = StopTimeout, KeepAliveTimeout = TimeSpan.FromMinutes(5) });
        switch (kind)
        {
            case "dead":
                peer.VictimChannel.SendStalled = true;
                peer.VictimChannel.ReceiveStalled = true;
                break;
            case "deaf":
                peer.VictimChannel.SendStalled = true;
                break;
            case "never finishes":
                peer.Send(Wire.Frame(Wire.Goodbye, Wire.V(0), Wire.V(0), Wire.S("")));
                await peer.ExpectAsync(Wire.Goodbye);
                break;
            case "runs on":
                peer.Service.OnEcho = static async (text, _) =>
                {
                    await new TaskCompletionSource().Task;
                    return text;
                };
                peer.Send(Wire.CallOf(1, "EchoAsync", 0, [1, 0, 0, 0, 0xff]));
                break;
        }

        return peer;
    }
}
