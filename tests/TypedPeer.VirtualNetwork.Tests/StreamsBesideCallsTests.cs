using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>A stream uses the path, but does not make a queue of its own in front of small calls (docs/protocol.md, "Streams beside calls").</summary>
public sealed class StreamsBesideCallsTests
{
    private const long Second = 1_000_000;
    private const long LinkRate = 100_000_000;
    private const long RoundTrip = 20_000;

    /// <summary>A bottleneck that queues a third of a second before it drops anything.</summary>
    private static readonly VirtualPathOptions Bloated = new() { Delay = RoundTrip / 2, BitsPerSecond = LinkRate, QueueBytes = 4_000_000 };

    [Fact]
    public void A_transfer_beside_calls_fills_a_path_with_a_deep_queue_without_filling_the_queue()
    {
        using var sessions = new SessionPair(1, Bloated);
        var (median, worst, bytes) = Measure(sessions, after: 2 * Second, during: 25 * Second);
        Assert.True(median < 3 * RoundTrip && worst < 8 * RoundTrip, $"calls took {median} us, at most {worst} us, over a path of {RoundTrip} us");
        Assert.True(bytes > 0.85 * 25 * LinkRate / 8, $"the transfer got {bytes * 8.0 / 25 / LinkRate:P0} of the link");
    }

    [Fact]
    public void A_path_that_became_longer_is_measured_anew_while_the_transfer_runs()
    {
        const long Rate = 20_000_000;
        var path = new VirtualPathOptions { Delay = 1_000, BitsPerSecond = Rate, QueueBytes = 1_000_000 };
        using var sessions = new SessionPair(1, path);
        sessions.World.Schedule(sessions.World.Now + (3 * Second), () =>
        {
            foreach (var direction in sessions.World.GetPaths(PeerPair.LeftAddress, PeerPair.RightAddress))
                direction.Options = path with { Delay = 25_000 };
        });
        var (median, _, bytes) = Measure(sessions, after: 25 * Second, during: 20 * Second);
        Assert.True(bytes > 0.85 * 20 * Rate / 8, $"the transfer got {bytes * 8.0 / 20 / Rate:P0} of the link");
        Assert.True(median < 3 * 50_000, $"calls took {median} us over a path of 50000 us");
    }

    /// <summary>Threads that wake late let acknowledgements come in bursts, by which the path seems faster than it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(1000)]
    public void Calls_beside_an_upload_wait_a_quarter_of_the_queue_at_most_though_threads_wake_late(long lateness)
    {
        const long Queue = 50_000;
        var path = new VirtualPathOptions { Delay = RoundTrip / 2, BitsPerSecond = LinkRate, QueueBytes = LinkRate / 8 * Queue / Second };
        using var sessions = new SessionPair(1, path, lateness);
        (long Idle, long Start, long Then) calls = default;
        long uploaded = 0;
        Assert.True(sessions.Run(
            async () =>
            {
                await sessions.Left.Connected;
                calls.Idle = CallTimes.P99(await CallTimes.MeasureAsync(sessions, sessions.World.Now + (2 * Second)));
                long start = sessions.World.Now;
                var upload = sessions.Left.GetRemote<IProbe>().TakeAsync(Blocks(() => sessions.World.Now >= start + (12 * Second)));
                calls.Start = CallTimes.P99(await CallTimes.MeasureAsync(sessions, start + (2 * Second)));
                uploaded = sessions.RightProbe.BytesTaken;
                calls.Then = CallTimes.P99(await CallTimes.MeasureAsync(sessions, start + (12 * Second)));
                uploaded = sessions.RightProbe.BytesTaken - uploaded;
                await upload;
            },
            120 * Second));
        Assert.True(calls.Then - calls.Idle < Queue / 4, $"calls took {calls.Then} us beside the upload, {calls.Idle} us alone");
        Assert.True(calls.Start - calls.Idle < Queue / 2, $"calls took {calls.Start} us in the upload's first seconds, {calls.Idle} us alone");
        Assert.True(uploaded > 0.88 * 10 * LinkRate / 8, $"the upload got {uploaded * 8.0 / 10 / LinkRate:P0} of the link");
    }

    private static async IAsyncEnumerable<byte[]> Blocks(Func<bool> areEnough)
    {
        byte[] block = new byte[16_000];
        while (!areEnough())
        {
            yield return block;
            await Task.CompletedTask;
        }
    }

    private static (long Median, long Worst, long Bytes) Measure(SessionPair sessions, long after, long during)
    {
        var times = new List<long>();
        long bytes = 0;
        Assert.True(sessions.Run(
            async () =>
            {
                var remote = sessions.Left.GetRemote<IProbe>();
                using var enough = new CancellationTokenSource();
                long received = 0;
                var transfer = Transfer();
                long from = sessions.World.Now + after;
                long receivedBefore = 0;
                while (sessions.World.Now < from + during)
                {
                    long start = sessions.World.Now;
                    await remote.DoubleAsync(1);
                    if (start >= from)
                        times.Add(sessions.World.Now - start);
                    else
                        receivedBefore = received;
                    await Task.Delay(TimeSpan.FromMilliseconds(25), sessions.World.Time);
                }

                bytes = received - receivedBefore;
                await enough.CancelAsync();
                await transfer;

                async Task Transfer()
                {
                    try
                    {
                        await foreach (byte[] block in remote.BlocksAsync(int.MaxValue, 16_000, enough.Token))
                            received += block.Length;
                    }
                    catch (OperationCanceledException) when (enough.IsCancellationRequested)
                    {
                        // The measurement is over.
                    }
                }
            },
            120 * Second));
        times.Sort();
        return (times[times.Count / 2], times[^1], bytes);
    }
}
