using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Sending;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Application;

/// <summary>Everything the application gives a session to call, throwing.</summary>
public class ThrowingApplicationTests
{
    [Fact]
    public async Task A_frame_log_that_throws_or_calls_back_holds_up_nothing_and_is_told()
    {
        var told = new ConcurrentQueue<string>();
        SessionPair? pair = null;
        var options = new PeerSessionOptions
        {
            HandlerFailed = (what, exception) => told.Enqueue($"{what}: {exception.Message}"),
            FrameLog = _ =>
            {
                // No lock is held: another thread may use the session meanwhile.
                Assert.True(Task.Run(() => pair?.First.GetStatistics()).Wait(Bound.Time));
                throw new InvalidOperationException("disk full");
            },
        };
        await using (pair = SessionPair.Create(options, new()))
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(i + 1, await pair.Remote.AddAsync(i, 1).Soon());
                Assert.Equal(i + 1, await pair.Second.GetRemote<ITestContract>().AddAsync(i, 1).Soon());
            }
        }

        Assert.Equal(["FrameLog: disk full"], told.Distinct());
    }

    [Fact]
    public async Task A_failure_callback_that_throws_harms_nobody()
    {
        var options = new PeerSessionOptions { HandlerFailed = static (_, _) => throw new MuteException(), AuthorizePeer = static _ => throw new MuteException() };
        await using (var refused = SessionPair.Create(options, new()))
        {
            Assert.Equal(PeerSessionEndKind.NotAuthorized, (await refused.First.Completion.Soon()).Kind);
        }

        options = new PeerSessionOptions { HandlerFailed = static (_, _) => throw new MuteException() };
        await using var pair = SessionPair.Create(new(), options);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.FailAsync("secretly").Soon())).Status);
            pair.SecondService.OnNote = static _ => throw new MuteException();
            await pair.Remote.NoteAsync("x").Soon();
            pair.SecondService.OnCount = static (_, _) => throw new MuteException();
            await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1)).Soon());
            await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(Broken()).Soon());
        }

        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_that_throws_when_asked_what_it_is_fails_its_call_alone(bool intercepted)
    {
        var options = new PeerSessionOptions { IncludeExceptionDetails = true };
        if (intercepted)
        {
            options.IncomingInterceptors.Add(new Passing());
        }

        await using var pair = SessionPair.Create(new(), options);
        pair.SecondService.OnEcho = static (text, _) => throw (text == "announced" ? new MutePeerException() : new MuteException());
        Assert.Contains("its message throws", (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x").Soon())).Message, StringComparison.Ordinal);
        Assert.Equal(PeerStatus.NotFound, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("announced").Soon())).Status);
        pair.SecondService.OnCount = static (_, _) => Throwing();
        await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1)).Soon());
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("runs at once")]
    public async Task A_handler_scheduler_that_misbehaves_fails_calls_and_nothing_else(string how)
    {
        var told = new ConcurrentQueue<string>();
        await using var pair = SessionPair.Create(
            new(), new() { HandlerScheduler = new OddScheduler(how), HandlerFailed = (_, exception) => told.Enqueue(exception.Message) });
        for (var i = 0; i < 5; i++)
        {
            var call = pair.Remote.AddAsync(i, 1).AsTask();
            var concurrent = pair.Remote.ConcurrentAsync("x").AsTask();
            await pair.Remote.NoteAsync("x").Soon();
            if (how == "throws")
            {
                Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
                Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => concurrent.Soon())).Status);
            }
            else
            {
                Assert.Equal(i + 1, await call.Soon());
                Assert.Equal("x", await concurrent.Soon());
            }
        }

        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        Assert.Equal(how == "throws", told.Contains("no room"));
    }

    [Theory]
    [InlineData(nameof(TimeProvider.GetTimestamp))]
    [InlineData(nameof(ITimer.Change))]
    public async Task A_clock_that_throws_ends_the_session_by_name(string member)
    {
        var clock = new BrokenClock();
        await using var pair = SessionPair.Create(new() { TimeProvider = clock }, new());
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        clock.Breaks = member;
        var call = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromSeconds(1) }).WaitAsync(CancellationToken.None).AsTask();
        var end = await pair.First.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.Aborted, end.Kind);
        Assert.Contains("no time", end.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        await pair.Second.Completion.Soon();
    }

    [Fact]
    public async Task A_clock_that_makes_no_timer_is_an_error_of_who_starts_the_session_and_the_channel_is_untouched()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Assert.Throws<NotSupportedException>(() => PeerSession.Start(first, null, new() { TimeProvider = new BrokenClock { Breaks = nameof(TimeProvider.CreateTimer) } }));
        await using var session = PeerSession.Start(first);
        await using var peer = PeerSession.Start(second);
        await session.Connected.Soon();
    }

    [Fact]
    public async Task A_timer_that_runs_inside_of_the_call_that_sets_it_is_no_recursion()
    {
        await using var pair = SessionPair.Create(new() { TimeProvider = new HastyClock() }, new());
        await pair.First.Completion.Soon();
        Assert.NotEqual(string.Empty, (await pair.First.Completion).Message);
    }

    [Fact]
    public async Task A_callback_of_a_handlers_token_that_throws_is_told_and_harms_nobody()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = SessionPair.Create(new(), new() { HandlerFailed = (what, exception) => told.TrySetResult($"{what}: {exception.InnerException?.Message}") });
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, token) =>
        {
            token.Register(static () => throw new InvalidOperationException("in a callback"));
            registered.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return text;
        };
        using var source = new CancellationTokenSource();
        var call = pair.Remote.EchoAsync("x", source.Token).AsTask();
        await registered.Task.Soon();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Contains("in a callback", await told.Task.Soon(), StringComparison.Ordinal);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    private static async IAsyncEnumerable<int> Throwing()
    {
        yield return 1;
        await Task.CompletedTask;
        throw new MuteException();
    }

    private static BrokenItems Broken() => new();

    /// <summary>Items whose every member throws.</summary>
    private sealed class BrokenItems : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current => throw new MuteException();

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(true);

        public ValueTask DisposeAsync() => throw new MuteException();
    }

    private sealed class MutePeerException() : PeerException(PeerStatus.NotFound, "x")
    {
        public override string Message => throw new InvalidOperationException("no message");
    }

    private sealed class Passing : PeerInterceptor
    {
    }

    private sealed class OddScheduler(string how) : TaskScheduler
    {
        protected override void QueueTask(Task task)
        {
            if (how == "throws")
            {
                throw new InvalidOperationException("no room");
            }

            TryExecuteTask(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class BrokenClock : TimeProvider
    {
        public string Breaks { get; set; } = string.Empty;

        public override long GetTimestamp()
        {
            Throw(nameof(GetTimestamp));
            return base.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Throw(nameof(CreateTimer));
            return new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private void Throw(string member)
        {
            if (Breaks == member)
            {
                throw new NotSupportedException("no time");
            }
        }

        private sealed class Timer(BrokenClock clock, ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Throw(nameof(Change));
                return inner.Change(dueTime, period);
            }

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }

    /// <summary>Time flies: every timer is due at once, and runs before it is set.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }

        private sealed class Timer(HastyClock clock, TimerCallback callback, object? state) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Interlocked.Add(ref clock._now, dueTime.Ticks + 10);
                    callback(state);
                }

                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
