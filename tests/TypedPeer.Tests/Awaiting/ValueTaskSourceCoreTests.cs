using System.Threading.Tasks.Sources;
using TypedPeer.Sessions;

namespace TypedPeer.Tests.Awaiting;

public class ValueTaskSourceCoreTests
{
    [Fact]
    public async Task Whatever_threads_do_at_once_each_use_of_the_object_is_completed_awaited_and_taken_once()
    {
        var source = new Source();
        for (var round = 0; round < 20_000; round++)
        {
            var token = source.Version;
            var continued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var taken = 0;
            var registered = 0;
            using var start = new Barrier(3);
            await Task.WhenAll(
                Task.Run(() =>
                {
                    start.SignalAndWait();
                    source.Complete();
                }),
                Task.Run(() =>
                {
                    start.SignalAndWait();
                    try
                    {
                        source.OnCompleted(static state => ((TaskCompletionSource)state!).SetResult(), continued, token);
                        registered = 1;
                    }
                    catch (InvalidOperationException)
                    {
                        continued.SetResult();
                    }
                }),
                Task.Run(() =>
                {
                    start.SignalAndWait();
                    try
                    {
                        source.Take(token);
                        taken = 1;
                    }
                    catch (InvalidOperationException)
                    {
                        // The other waits already.
                    }
                })).Soon();
            await continued.Task.Soon();
            if (taken == 0)
            {
                Assert.Equal(1, registered);
                source.Take(token);
            }

            Assert.Throws<InvalidOperationException>(() => source.Take(token));
            source.Reset();
            Assert.Throws<InvalidOperationException>(() => source.Take(token));
            Assert.Throws<InvalidOperationException>(() => source.OnCompleted(static _ => { }, null, token));
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

        public void Take(short token) => _core.Take(token);

        public void Reset() => _core.Reset();
    }
}
