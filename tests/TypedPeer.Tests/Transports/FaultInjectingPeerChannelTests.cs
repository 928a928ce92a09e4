using Microsoft.Extensions.Time.Testing;
using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Transports;

/// <summary>Without a fault the channel is one like every other.</summary>
public class FaultInjectingPeerChannelConformanceTests : PeerChannelConformance
{
    protected override bool BuffersUntilDelivered => true;

    protected override Func<IPeerChannel, Task> BreakAsync => channel =>
    {
        ((FaultInjectingPeerChannel)channel).Break();
        return Task.CompletedTask;
    };

    protected override Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        return Task.FromResult<(IPeerChannel, IPeerChannel)>((first, second));
    }
}

/// <summary>The faults, seen by a session.</summary>
public class FaultInjectingPeerChannelTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_delayed_message_comes_when_its_time_has_come()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair(_clock);
        var inbox = Inbox.AttachTo(second);
        first.Attach(new Inbox());
        first.SendDelay = TimeSpan.FromMilliseconds(100);
        first.Send([1]);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        first.Send([2]);
        _clock.Advance(TimeSpan.FromMilliseconds(39));
        Assert.Equal(2, first.BufferedAmount);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal([1], await inbox.NextAsync());
        Assert.True(first.BufferedAmount <= 2);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal([2], await inbox.NextAsync());
        await CloseAsync(first, second);
    }

    [Fact]
    public async Task A_shorter_delay_does_not_let_a_message_overtake()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair(_clock);
        var inbox = Inbox.AttachTo(second);
        first.Attach(new Inbox());
        second.ReceiveDelay = TimeSpan.FromSeconds(1);
        first.SendDelay = TimeSpan.FromSeconds(1);
        first.Send([1]);
        first.SendDelay = TimeSpan.Zero;
        first.Send([2]);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await first.DrainedAsync();
        second.ReceiveDelay = TimeSpan.Zero;
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal([1], await inbox.NextAsync());
        Assert.Equal([2], await inbox.NextAsync());
        await CloseAsync(first, second);
    }

    [Fact]
    public async Task A_stalled_peer_holds_a_stream_back_and_calls_go_on_when_it_is_lifted()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second);
        await pair.First.Connected.Soon();
        second.SendStalled = true;
        var stream = StreamTests.ToList(pair.Remote.CountAsync(100_000));
        await Bound.Until(() => second.BufferedAmount > 0);
        Assert.False(stream.IsCompleted);
        Assert.InRange(second.BufferedAmount, 1, 3 * 64 * 1024);
        second.SendStalled = false;
        Assert.Equal(Enumerable.Range(0, 100_000), await stream.Soon());
    }

    [Fact]
    public async Task A_receiver_that_is_stalled_gets_what_came_when_it_is_lifted()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second);
        await pair.First.Connected.Soon();
        first.ReceiveStalled = true;
        var call = pair.Remote.AddAsync(1, 2).AsTask();
        await Bound.Until(() => pair.Second.GetStatistics().CallsHandled == 1);
        Assert.False(call.IsCompleted);
        first.ReceiveStalled = false;
        Assert.Equal(3, await call.Soon());
    }

    [Fact]
    public async Task A_message_above_the_ceiling_breaks_the_channel()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair(_clock);
        var inbox = new Inbox();
        first.Attach(inbox);
        var other = Inbox.AttachTo(second);
        first.SendStalled = true;
        first.BufferCeiling = 1000;
        first.Send(new byte[600]);
        var refused = Assert.Throws<PeerChannelClosedException>(() => first.Send(new byte[600]));
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, refused.Reason!.Kind);
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, (await inbox.Closed.Soon()).Kind);
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, (await other.Closed.Soon()).Kind);
    }

    [Fact]
    public async Task A_session_stays_far_below_a_browsers_ceiling()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        second.BufferCeiling = 256 * 1024;
        await using var pair = SessionPair.Over(first, second);
        var total = 0L;
        await foreach (var block in pair.Remote.BlocksAsync(64, 256 * 1024).WithCancellation(TestContext.Current.CancellationToken))
        {
            total += block.Length;
        }

        Assert.Equal(64 * 256 * 1024, total);
    }

    [Fact]
    public async Task A_connection_breaks_after_so_many_messages()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        var other = Inbox.AttachTo(second);
        first.Attach(new Inbox());
        first.BreakAfter(messages: 3);
        first.Send([1]);
        first.Send([2]);
        first.Send([3]);
        Assert.Throws<PeerChannelClosedException>(() => first.Send([4]));
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, (await other.Closed.Soon()).Kind);
    }

    [Fact]
    public async Task A_connection_breaks_when_its_time_has_come_and_every_call_ends()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair(_clock);
        await using var pair = SessionPair.Over(first, second);
        await pair.First.Connected.Soon();
        var call = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        first.BreakAfter(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(first.Closed.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var lost = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(PeerStatus.ConnectionLost, lost.Status);
        Assert.Equal(PeerCallFate.MayHaveExecuted, lost.Fate);
    }

    private static async Task CloseAsync(FaultInjectingPeerChannel first, FaultInjectingPeerChannel second)
    {
        first.Break();
        await first.Closed.Soon();
        await second.Closed.Soon();
    }
}
