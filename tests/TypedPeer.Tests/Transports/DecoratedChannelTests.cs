using TypedPeer.Channels;
using TypedPeer.TestSupport;
using TypedPeer.Testing;

namespace TypedPeer.Tests.Transports;

/// <summary>Who decorates a channel need know nothing but its members.</summary>
public class DecoratedChannelConformanceTests : PeerChannelConformance
{
    protected override bool BuffersUntilDelivered => true;

    protected override Func<IPeerChannel, Task> BreakAsync => channel =>
    {
        ((InMemoryPeerChannel)((ForwardingChannel)channel).Inner).Break();
        return Task.CompletedTask;
    };

    protected override Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        return Task.FromResult<(IPeerChannel, IPeerChannel)>((new ForwardingChannel(first), new ForwardingChannel(second)));
    }
}

/// <summary>What a session makes of what a channel offers beside its members.</summary>
public class DecoratedChannelTests
{
    [Theory]
    [InlineData(ChannelKind.Memory)]
    [InlineData(ChannelKind.DataChannel)]
    public async Task A_session_works_over_a_decorator_that_knows_only_the_members_of_a_channel(ChannelKind kind)
    {
        await using var channels = await ChannelPair.OpenAsync(kind);
        await using var sessions = SessionPair.Over(new ForwardingChannel(channels.First), new ForwardingChannel(channels.Second));

        Assert.Equal(3, await sessions.Remote.AddAsync(1, 2).Soon());
        var calls = Enumerable.Range(0, 200).Select(i => sessions.Remote.AddAsync(i, i).AsTask());
        Assert.Equal(Enumerable.Range(0, 200).Select(static i => 2 * i), await Task.WhenAll(calls).Soon());
        var numbers = new List<int>();
        await foreach (var number in sessions.Remote.CountAsync(1000, TestContext.Current.CancellationToken))
        {
            numbers.Add(number);
        }

        Assert.Equal(1000, numbers.Count);
        Assert.Equal(PeerSessionEndKind.Stopped, (await sessions.First.StopAsync(TestContext.Current.CancellationToken).Soon()).Kind);
    }

    [Fact]
    public async Task The_work_of_messages_goes_to_a_channel_that_can_run_it_and_to_the_pool_otherwise()
    {
        Assert.InRange(await ScheduledAsync(static channel => channel), 1, int.MaxValue);
        Assert.Equal(0, await ScheduledAsync(static channel => new ForwardingChannel(channel)));
    }

    /// <summary>How much of the work of a call was left to the channel beneath.</summary>
    private static async Task<int> ScheduledAsync(Func<IPeerChannel, IPeerChannel> decorate)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var scheduled = 0;
        var channel = new HookedChannel(second)
        {
            Hook = member =>
            {
                if (member == nameof(IPeerChannelScheduler.Schedule))
                {
                    Interlocked.Increment(ref scheduled);
                }
            },
        };
        await using (var sessions = SessionPair.Over(first, decorate(channel)))
        {
            Assert.Equal(3, await sessions.Remote.AddAsync(1, 2).Soon());
        }

        return Volatile.Read(ref scheduled);
    }
}
