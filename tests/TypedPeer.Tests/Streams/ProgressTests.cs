using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Streams;

/// <summary>Reports of progress: a bad one is told and the next ones come, and the last is handled before its call returns.</summary>
public class ProgressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_report_is_handled_before_the_call_returns(bool fails)
    {
        await using var pair = new BytesPair();
        pair.Service.OnWork = async (steps, progress, _) =>
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, "step"));
                if (i % 3 == 0)
                {
                    await Task.Yield();
                }
            }

            return fails ? throw new PeerException(PeerStatus.NotFound, "after all") : steps;
        };
        for (var round = 0; round < 100; round++)
        {
            var last = 0;
            var work = pair.Remote.WorkAsync(20, new Direct(step =>
            {
                Thread.SpinWait(5000);
                Volatile.Write(ref last, step.Percent);
            }), Token).AsTask();
            if (fails)
            {
                Assert.Equal(PeerStatus.NotFound, (await Assert.ThrowsAsync<PeerException>(() => work.Soon())).Status);
            }
            else
            {
                Assert.Equal(20, await work.Soon());
            }

            Assert.Equal(20, Volatile.Read(ref last));
        }

        await pair.NothingIsLeftAsync();
        Assert.Equal(0, pair.Caller.GetStatistics().ReferencesShared);
    }

    [Fact]
    public async Task The_last_of_more_reports_than_fit_is_handled_before_the_call_returns()
    {
        await using var pair = new BytesPair();
        pair.Service.OnWork = static (steps, progress, _) =>
        {
            var text = new string('x', 4000);
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, text));
            }

            return new(steps);
        };
        var last = 0;
        var inOrder = true;
        Assert.Equal(5000, await pair.Remote.WorkAsync(5000, new Direct(step =>
        {
            inOrder &= step.Percent > last;
            Volatile.Write(ref last, step.Percent);
        }), Token).Soon());
        Assert.Equal(5000, Volatile.Read(ref last));
        Assert.True(inOrder);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_told_to_the_application_and_later_ones_come()
    {
        var told = new ConcurrentQueue<(string Method, Exception Failure)>();
        await using var pair = new BytesPair(calleeOptions: new() { HandlerFailed = (method, failure) => told.Enqueue((method, failure)) });
        pair.Service.OnWork = static (steps, progress, _) =>
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, i == 2 ? null! : "step"));
            }

            return new(steps);
        };
        var seen = new ConcurrentQueue<int>();
        Assert.Equal(5, await pair.Remote.WorkAsync(5, new Direct(step => seen.Enqueue(step.Percent)), Token).Soon());
        Assert.Equal([1, 3, 4, 5], seen);
        var (method, failure) = Assert.Single(told);
        Assert.Contains("Report", method, StringComparison.Ordinal);
        Assert.IsType<PeerDataException>(failure);
    }

    [Fact]
    public async Task A_receiver_of_progress_that_throws_gets_the_next_report()
    {
        var told = new ConcurrentQueue<Exception>();
        await using var pair = new BytesPair(new() { HandlerFailed = (_, failure) => told.Enqueue(failure) });
        pair.Service.OnWork = static (steps, progress, _) =>
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, "step"));
            }

            return new(steps);
        };
        var seen = new ConcurrentQueue<int>();
        Assert.Equal(3, await pair.Remote.WorkAsync(3, new Direct(step =>
        {
            seen.Enqueue(step.Percent);
            throw new InvalidOperationException("the receiver");
        }), Token).Soon());
        Assert.Equal([1, 2, 3], seen);
        Assert.Equal(3, told.Count);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("stopped")]
    [InlineData("lost")]
    public async Task A_receiver_that_blocks_holds_its_call_no_longer_than_that_is_wanted(string end)
    {
        await using var pair = new BytesPair();
        pair.Service.OnWork = static (steps, progress, _) =>
        {
            progress.Report(new(1, "step"));
            return new(steps);
        };
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        var work = pair.Remote.WorkAsync(3, new Direct(_ =>
        {
            entered.Release();
            go.Wait(Token);
        }), cancel.Token).AsTask();
        Assert.True(await entered.WaitAsync(Bound.Time, Token));
        await Bound.Until(() => pair.Callee.GetStatistics().CallsRunning == 0);
        await pair.Caller.GetRemote<ITestContract>().AddAsync(1, 2).Soon();
        Assert.False(work.IsCompleted);
        switch (end)
        {
            case "cancelled":
                await cancel.CancelAsync();
                break;
            case "stopped":
                _ = pair.Caller.DisposeAsync().AsTask();
                go.Release();
                break;
            default:
                pair.Channel.Break();
                break;
        }

        // It has its result already.
        Assert.Equal(3, await work.Soon());
        go.Release();
    }

    [Fact]
    public async Task A_call_with_progress_over_a_slow_channel_returns_behind_its_reports()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        var slow = new FaultInjectingPeerChannel(second);
        var service = new BytesService();
        await using var callee = PeerSession.Start(slow, peer => peer.Serve<IBytesContract>(service));
        service.OnWork = static (steps, progress, _) =>
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, "step"));
            }

            return new(steps);
        };
        await caller.Connected.Soon();
        slow.SendStalled = true;
        var last = 0;
        var work = caller.GetRemote<IBytesContract>().WorkAsync(50, new Direct(step => Volatile.Write(ref last, step.Percent)), Token).AsTask();
        await Bound.Until(() => callee.GetStatistics().BytesQueued + slow.BufferedAmount > 50);
        slow.SendStalled = false;
        Assert.Equal(50, await work.Soon());
        Assert.Equal(50, Volatile.Read(ref last));
    }

    private sealed class Direct(Action<Step> report) : IProgress<Step>
    {
        public void Report(Step value) => report(value);
    }
}
