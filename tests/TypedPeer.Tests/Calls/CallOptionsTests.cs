using Microsoft.Extensions.Time.Testing;
using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Calls;

public class CallOptionsTests
{
    [Fact]
    public async Task A_call_past_its_deadline_ends_on_both_sides()
    {
        var clock = new FakeTimeProvider();
        await using var pair = SessionPair.Create(new PeerSessionOptions { TimeProvider = clock });
        var hurried = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        var call = hurried.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        clock.Advance(TimeSpan.FromMilliseconds(51));
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(PeerStatus.DeadlineExceeded, error.Status);
        await pair.SecondService.Cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_stream_past_its_deadline_ends_on_both_sides()
    {
        var clock = new FakeTimeProvider();
        await using var pair = SessionPair.Create(new PeerSessionOptions { TimeProvider = clock });
        var hurried = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromMilliseconds(100) });
        pair.SecondService.OnCount = Stuck;
        var error = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var _ in hurried.CountAsync(1).WithCancellation(TestContext.Current.CancellationToken))
            {
                await pair.SecondService.Waiting.Task.Soon();
                clock.Advance(TimeSpan.FromMilliseconds(101));
            }
        });
        Assert.Equal(PeerStatus.DeadlineExceeded, error.Status);
        await pair.SecondService.Cancelled.Task.Soon();

        async IAsyncEnumerable<int> Stuck(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return count;
            await pair.SecondService.WaitAsync(token);
        }
    }

    [Fact]
    public async Task A_call_made_by_a_handler_gets_no_more_time_than_the_handler_has()
    {
        await using var pair = SessionPair.Create();
        var back = pair.Second.GetRemote<ITestContract>();
        TimeSpan? left = null;
        pair.FirstService.OnEcho = (text, _) =>
        {
            left = PeerCallContext.Current?.TimeLeft;
            return new(text);
        };
        pair.SecondService.OnEcho = (text, _) => back.EchoAsync(text);
        var hurried = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(1) });
        Assert.Equal("x", await hurried.EchoAsync("x").Soon());
        Assert.NotNull(left);
        Assert.InRange(left.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_handler_that_gives_a_call_more_time_than_it_has_gives_it_what_it_has_whatever_session_and_clock_the_call_goes_by()
    {
        await using var pair = SessionPair.Create();
        var clock = new FakeTimeProvider();
        clock.Advance(TimeSpan.FromDays(9));
        await using var next = SessionPair.Create(new PeerSessionOptions { TimeProvider = clock }, new());
        var patient = next.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromHours(1) });
        TimeSpan? left = null;
        next.SecondService.OnEcho = (text, _) =>
        {
            left = PeerCallContext.Current?.TimeLeft;
            return new(text);
        };
        pair.SecondService.OnEcho = (text, _) => patient.EchoAsync(text);
        var hurried = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(1) });
        Assert.Equal("x", await hurried.EchoAsync("x").Soon());
        Assert.NotNull(left);
        Assert.InRange(left.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_priority_in_the_call_options_is_the_share_of_the_arguments_and_of_the_answer(bool answer)
    {
        const int Large = 1024 * 1024;
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var pair = SessionPair.Over(first, second, answer ? new() : new() { FrameLog = log.Enqueue }, answer ? new() { FrameLog = log.Enqueue } : new());
        await pair.First.Connected.Soon();
        var (sender, channel) = answer ? (pair.Second, second) : (pair.First, first);
        channel.SendStalled = true;
        var low = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Priority = PeerPriority.Low }).EchoBytesAsync(new byte[Large]).AsTask();
        var high = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Priority = PeerPriority.High }).EchoBytesAsync(new byte[Large]).AsTask();
        await channel.QueuedAsync(sender, 2 * Large);

        channel.SendStalled = false;
        await Task.WhenAll(low, high).Soon();

        // Call 1 is the low one. Both have begun: a share of 64 KiB against 4 KiB, so few of its chunks leave before the last of the other.
        var type = answer ? "> Result" : "> Arguments";
        var chunks = log.Where(line => line.StartsWith(type, StringComparison.Ordinal)).ToList();
        var (firstOfHigh, lastOfHigh) = (chunks.FindIndex(IsHigh), chunks.FindLastIndex(IsHigh));
        Assert.InRange(lastOfHigh - firstOfHigh, 60, 200);
        Assert.InRange(chunks[firstOfHigh..lastOfHigh].Count(line => !IsHigh(line)), 10, 30);

        bool IsHigh(string line) => line.StartsWith($"{type} 2 ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_reach_the_handler_and_no_other_call()
    {
        await using var pair = SessionPair.Create();
        var seen = new List<string>();
        pair.SecondService.OnEcho = (text, _) =>
        {
            seen.Add(string.Join(",", PeerCallContext.Current!.Headers.Select(h => $"{h.Key}={h.Value}")));
            return new(text);
        };
        var tagged = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Headers = new Dictionary<string, string> { ["a"] = "1", ["ü"] = "ß" } });
        await tagged.EchoAsync("x").Soon();
        await pair.Remote.EchoAsync("x").Soon();
        Assert.Equal(["a=1,ü=ß", string.Empty], seen);
    }

    [Fact]
    public async Task Headers_too_large_for_the_channel_are_refused_and_nothing_is_stuck()
    {
        await using var pair = SessionPair.Create(maxMessageSize: 1200);
        await pair.First.Connected.Soon();
        var large = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Headers = new Dictionary<string, string> { ["a"] = new('x', 3000) } });
        var error = await Assert.ThrowsAsync<PeerException>(() => large.EchoAsync("x").Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        Assert.Equal("y", await pair.Remote.EchoAsync("y").Soon());
    }

    [Fact]
    public async Task Handlers_see_who_calls()
    {
        var identity = new PeerIdentity("sha-256", "AB:CD");
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: identity);
        var service = new TestService();
        PeerCallContext? seen = null;
        service.OnEcho = async (text, _) =>
        {
            await Task.Yield();
            seen = PeerCallContext.Current;
            return text;
        };
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(service));
        await caller.GetRemote<ITestContract>().EchoAsync("x").Soon();
        Assert.Same(callee, seen?.Session);
        Assert.Equal(identity, seen?.RemoteIdentity);
        Assert.Null(PeerCallContext.Current);
    }

    [Fact]
    public async Task Instances_are_told_apart_by_name()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var rooms = new[] { "red", "blue" };
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer =>
        {
            foreach (var room in rooms)
            {
                peer.Serve(room, new TestService { OnEcho = (text, _) => new($"{room} {text}") });
            }
        });
        Assert.Equal("red x", await caller.GetRemote<ITestContract>("red").EchoAsync("x").Soon());
        Assert.Equal("blue x", await caller.GetRemote<ITestContract>("blue").EchoAsync("x").Soon());
        var error = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<ITestContract>("green").EchoAsync("x").Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
    }

    [Fact]
    public void Serving_a_contract_twice_is_an_error()
    {
        var (first, _) = InMemoryPeerChannel.CreatePair();
        Assert.Throws<ArgumentException>(() => PeerSession.Start(first, peer => peer.Serve(new TestService()).Serve(new TestService())));
    }
}
