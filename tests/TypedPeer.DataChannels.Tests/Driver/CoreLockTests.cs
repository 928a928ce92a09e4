using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Tests.Driver;

public class CoreLockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Work_is_done_at_once_by_whoever_leaves_it_when_nobody_has_the_core()
    {
        var done = new List<DeferredWork>();
        var core = new CoreLock(done.Add);
        core.Defer(DeferredWork.Flush);
        Assert.Equal([DeferredWork.Flush], done);
    }

    [Fact]
    public void Work_deferred_while_another_thread_has_the_core_is_done_by_that_thread_and_once()
    {
        var done = new List<(DeferredWork Work, int Thread)>();
        var core = new CoreLock(work => done.Add((work, Environment.CurrentManagedThreadId)));
        var holder = 0;
        var cancellation = TestContext.Current.CancellationToken;
        using var taken = new ManualResetEventSlim();
        using var left = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            holder = Environment.CurrentManagedThreadId;
            using (core.Enter())
            {
                taken.Set();
                Assert.True(left.Wait(Patience, cancellation));
                Assert.Empty(done);
            }
        });
        thread.Start();
        Assert.True(taken.Wait(Patience, cancellation));
        core.Defer(DeferredWork.Datagrams);
        core.Defer(DeferredWork.Raise);
        Assert.Empty(done);
        left.Set();
        Assert.True(thread.Join(Patience));
        Assert.Equal([(DeferredWork.Datagrams | DeferredWork.Raise, holder)], done);
    }

    [Fact]
    public void Only_one_thread_at_a_time_has_the_core_and_no_work_is_deferred_undone()
    {
        const int Threads = 4;
        const int Rounds = 20_000;
        var inside = 0;
        var entered = 0;
        var taken = 0;
        var waiting = 0;
        void Inside(Action action)
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            action();
            Interlocked.Decrement(ref inside);
        }

        var core = new CoreLock(_ => Inside(() => taken += Interlocked.Exchange(ref waiting, 0)));
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < Rounds; i++)
                {
                    using (core.Enter())
                    {
                        Inside(() => entered++);
                    }

                    Interlocked.Increment(ref waiting);
                    core.Defer(DeferredWork.Flush);
                }
            }
            catch (Exception e)
            {
                lock (failures)
                {
                    failures.Add(e);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.Empty(failures);
        Assert.Equal(Threads * Rounds, entered);

        // The last of it may be with the pool.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref taken) == Threads * Rounds, Patience), $"{taken} of {Threads * Rounds} were taken up");
        Assert.Equal(0, waiting);
    }

    [Fact]
    public void A_thread_that_lets_go_is_not_kept_by_work_that_keeps_coming()
    {
        var rounds = 0;
        using var enough = new ManualResetEventSlim();
        CoreLock core = null!;
        core = new CoreLock(_ =>
        {
            // As a flood would: whenever work is taken up there is more of it.
            if (!enough.IsSet)
            {
                core.Defer(DeferredWork.Datagrams);
            }

            Interlocked.Increment(ref rounds);
        });
        var here = 0;
        using (core.Enter())
        {
            core.Defer(DeferredWork.Datagrams);
            here = rounds;
        }

        // It came back, while the pool goes on.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > here + 10, Patience), $"only {rounds} rounds were done");
        enough.Set();
    }
}
