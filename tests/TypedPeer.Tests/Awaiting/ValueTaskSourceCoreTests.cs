using System.Threading.Tasks.Sources;
using TypedPeer.Sessions.Awaiting;

namespace TypedPeer.Tests.Awaiting;

public class ValueTaskSourceCoreTests
{
    [Fact]
    public async Task Whatever_threads_do_at_once_each_use_of_the_object_is_completed_awaited_and_taken_once()
    {
        const int Rounds = 20_000;
        var source = new Source();
        var token = source.Version;
        var isTaken = false;
        using var continued = new ManualResetEventSlim();
        using var turns = new Barrier(3, barrier =>
        {
            if (barrier.CurrentPhaseNumber % 2 == 1)
            {
                EndRound();
            }
        });
        await Task.WhenAll(
            EachRoundAsync(source.Complete),
            EachRoundAsync(() =>
            {
                source.OnCompleted(static state => ((ManualResetEventSlim)state!).Set(), continued, token);
                Assert.True(continued.Wait(Bound.Time, CancellationToken.None));
            }),
            EachRoundAsync(() =>
            {
                try
                {
                    source.Take(token);
                    isTaken = true;
                }
                catch (InvalidOperationException)
                {
                    // The other waits already.
                }
            }));

        // Threads of their own, which wait for each other: all else that runs meanwhile needs the pool's.
        Task EachRoundAsync(Action action) => Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    Assert.True(turns.SignalAndWait(Bound.Time, CancellationToken.None));
                    action();
                    Assert.True(turns.SignalAndWait(Bound.Time, CancellationToken.None));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        void EndRound()
        {
            if (!isTaken)
            {
                source.Take(token);
            }

            Assert.Throws<InvalidOperationException>(() => source.Take(token));
            source.Reset();
            Assert.Throws<InvalidOperationException>(() => source.Take(token));
            (token, isTaken) = (source.Version, false);
            continued.Reset();
        }
    }

    [Fact]
    public async Task Whoever_registers_second_or_too_late_runs_and_is_refused_where_it_takes_the_result()
    {
        var source = new Source();
        var token = source.Version;
        var first = Registered();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Registered().Soon());
        Assert.False(first.IsCompleted);
        source.Complete();
        await first.Soon();
        Assert.Equal(ValueTaskSourceStatus.Succeeded, source.GetStatus(token));
        source.Reset();
        Assert.Equal(ValueTaskSourceStatus.Faulted, source.GetStatus(token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Registered().Soon());

        Task Registered()
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            source.OnCompleted(
                _ =>
                {
                    try
                    {
                        source.Take(token);
                        done.SetResult();
                    }
                    catch (InvalidOperationException e)
                    {
                        done.SetException(e);
                    }
                },
                null,
                token);
            return done.Task;
        }
    }

    [Fact]
    public async Task A_continuation_that_throws_or_whose_scheduler_does_ends_nothing_and_runs_once()
    {
        var source = new Source();
        source.OnCompleted(static _ => throw new InvalidOperationException("raw"), null, source.Version);
        source.Complete();
        source.Take(source.Version);
        source.Reset();

        foreach (var context in new SynchronizationContext[] { new Refusing(runs: false), new Refusing(runs: true) })
        {
            var ran = 0;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.Run(() =>
            {
                SynchronizationContext.SetSynchronizationContext(context);
                source.OnCompleted(
                    _ =>
                    {
                        Interlocked.Increment(ref ran);
                        done.TrySetResult();
                    },
                    null,
                    source.Version,
                    ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
                SynchronizationContext.SetSynchronizationContext(null);
                source.Complete();
            }).Soon();
            await done.Task.Soon();
            source.Take(source.Version);
            source.Reset();
            Assert.Equal(1, ran);
        }
    }

    private sealed class Refusing(bool runs) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            if (runs)
            {
                d(state);
            }

            throw new InvalidOperationException("the window is closed");
        }
    }

    private sealed class Source
    {
        private ValueTaskSourceCore _core;

        public short Version => _core.Version;

        public void Complete() => _core.Complete(true);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags = ValueTaskSourceOnCompletedFlags.None) =>
            _core.OnCompleted(continuation, state, token, flags);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void Take(short token) => _core.Take(token);

        public void Reset() => _core.Reset();
    }
}
