using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>The application's clock is the application's code: what it throws, and when it calls back, harms nobody.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_a_channel_never_fails_although_the_clock_does(bool dispose)
    {
        var clock = new BreakableClock();
        await using var pair = PeerConnectionPair.Create(new PeerConnectionOptions { TimeProvider = clock });
        var (local, _) = await pair.OpenChannelAsync();

        clock.IsBroken = true;
        var closing = dispose ? local.DisposeAsync().AsTask() : local.CloseAsync(Token).AsTask();
        await closing.WaitAsync(Patience, Token);

        Assert.True(local.Closed.IsCompletedSuccessfully);
        Assert.Equal(DataChannelState.Closed, local.ReadyState);
    }

    [Fact]
    public async Task Events_are_raised_without_the_lock_although_the_clock_calls_back_while_its_timer_is_armed()
    {
        var options = new PeerConnectionOptions { TimeProvider = new EagerClock() };
        await using var pair = PeerConnectionPair.Create(options, options);
        var isKept = false;
        foreach (var connection in (PeerConnection[])[pair.Offerer, pair.Answerer])
        {
            // Another thread gets at the connection while a handler runs.
            void Probe() => isKept |= !Task.Run(() => connection.ConnectionState, Token).Wait(Patience, Token);
            connection.ConnectionStateChanged += _ => Probe();
            connection.IceConnectionStateChanged += _ => Probe();
            connection.IceCandidate += _ => Probe();
        }

        var (local, remote) = await pair.OpenChannelAsync();
        var messages = new MessageCollector(remote);
        for (var i = 0; i < 50; i++)
        {
            local.Send([(byte)i]);
            Assert.Equal(i, (await messages.NextAsync()).Data[0]);
        }

        await local.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
        Assert.False(isKept);
    }

    /// <summary>What is due at once is called at once, by whoever arms the timer: clocks for tests do that.</summary>
    private sealed class EagerClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var inner = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var timer = new EagerTimer(inner, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }

        private sealed class EagerTimer(ITimer inner, Action call) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != TimeSpan.Zero)
                {
                    return inner.Change(dueTime, period);
                }

                call();
                return true;
            }

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
