using Microsoft.Extensions.Time.Testing;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Application;

/// <summary>The clock of users' tests, as it is and as it was: once its timers counted whole milliseconds, and one with less to wait for ran inside of the call that set it.</summary>
public sealed class CoarseClockTests
{
    /// <summary>Times of a start: a round one, and ones that are no whole number of milliseconds or microseconds.</summary>
    public static MatrixTheoryData<long, double, bool> StartsAndTimeouts => new([0, 1, 192, 12_345, 99_991], [0.5, 1.5, 20.7, 50, 333], [false, true]);

    [Theory]
    [MemberData(nameof(StartsAndTimeouts))]
    public async Task A_call_ends_when_the_clock_has_moved_by_its_timeout_and_no_sooner(long ticksAfterStart, double milliseconds, bool isCoarse)
    {
        var start = new DateTimeOffset(2026, 11, 27, 17, 31, 12, TimeSpan.Zero).AddTicks(ticksAfterStart);
        var clock = isCoarse ? new CoarseClock(start) : new FakeTimeProvider(start);
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        await using var pair = SessionPair.Create(new PeerSessionOptions { TimeProvider = clock });
        var call = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = timeout }).WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();

        await AdvanceAsync(clock, timeout - TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 2));
        Assert.False(call.IsCompleted);

        // What is less than a millisecond takes a whole one.
        var wholeMilliseconds = TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds));
        await AdvanceAsync(clock, wholeMilliseconds - timeout + TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 2));
        Assert.Equal(PeerStatus.DeadlineExceeded, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
    }

    [Theory]
    [InlineData(0.25, false)]
    [InlineData(1.75, false)]
    [InlineData(100, false)]
    [InlineData(0.25, true)]
    [InlineData(1.75, true)]
    [InlineData(100, true)]
    public async Task A_delayed_message_arrives_when_the_clock_has_moved_by_its_delay(double milliseconds, bool isCoarse)
    {
        var clock = isCoarse ? new CoarseClock(DateTimeOffset.UnixEpoch) : new FakeTimeProvider();
        var (first, second) = FaultInjectingPeerChannel.CreatePair(clock);
        var inbox = Inbox.AttachTo(second);
        first.Attach(new Inbox());
        first.SendDelay = TimeSpan.FromMilliseconds(milliseconds);
        await Task.Run(() => first.Send([1]), TestContext.Current.CancellationToken).Soon();
        Assert.False(inbox.TryNext(out _));
        await AdvanceAsync(clock, TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds)));
        Assert.Equal([1], await inbox.NextAsync());
    }

    /// <summary>On the pool, so that a clock that never comes to its end is a failure and no test that never ends.</summary>
    private static Task AdvanceAsync(FakeTimeProvider clock, TimeSpan time) =>
        Task.Run(() => clock.Advance(time > TimeSpan.Zero ? time : TimeSpan.Zero)).Soon();

    private sealed class CoarseClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new CoarseTimer(base.CreateTimer(callback, state, dueTime, period), () => callback(state));

        private sealed class CoarseTimer(ITimer timer, Action callback) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var whole = TimeSpan.FromMilliseconds((long)dueTime.TotalMilliseconds);
                if (whole != TimeSpan.Zero)
                {
                    return timer.Change(whole, period);
                }

                callback();
                return true;
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
