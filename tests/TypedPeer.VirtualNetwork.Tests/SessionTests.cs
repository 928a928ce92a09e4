using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>The rules of the session (calls, order, streams, ends) hold whatever the path does.</summary>
public sealed class SessionTests
{
    private const long Minute = 60_000_000;

    [Fact]
    public void On_bad_paths_every_call_runs_once_and_ends_once_streams_are_whole_and_notes_keep_their_order()
    {
        int first = TestSeed.First(500);
        for (int seed = first; seed < first + 15; seed++)
        {
            var random = new Random(seed);
            using var sessions = new SessionPair(seed, VirtualPathOptions.Draw(random));
            string what = $"seed {seed}";
            bool ended = sessions.Run(
                async () =>
                {
                    await sessions.Left.Connected;
                    await Task.WhenAll(Use(sessions.Left), Use(sessions.Right));
                    var ends = await Task.WhenAll(sessions.Left.StopAsync(), sessions.Right.StopAsync());
                    Assert.All(ends, static end => Assert.True(end.Kind is PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer, end.Message));
                },
                10 * Minute);

            Assert.True(ended, what);
            foreach (var probe in (Probe[])[sessions.LeftProbe, sessions.RightProbe])
            {
                Assert.True(probe.Doubled.Count == 40 && probe.Doubled.Values.All(static count => count == 1), what);
                Assert.True(probe.Notes.SequenceEqual(Enumerable.Range(0, 40)), what);
            }
        }
    }

    [Fact]
    public void A_short_partition_only_delays_calls()
    {
        using var sessions = new SessionPair(1, new VirtualPathOptions());
        Assert.True(sessions.Run(
            async () =>
            {
                var remote = sessions.Left.GetRemote<IProbe>();
                Assert.Equal(2, await remote.DoubleAsync(1));
                sessions.Peers.IsUp = false;
                var call = remote.DoubleAsync(2);
                await Task.Delay(TimeSpan.FromSeconds(8), sessions.World.Time);
                sessions.Peers.IsUp = true;
                Assert.Equal(4, await call);
            },
            Minute));
        Assert.Equal(1, sessions.RightProbe.Doubled[2]);
    }

    [Fact]
    public void A_lost_connection_ends_every_call_and_tells_what_may_have_happened()
    {
        using var sessions = new SessionPair(1, new VirtualPathOptions());
        Assert.True(sessions.Run(
            async () =>
            {
                var remote = sessions.Left.GetRemote<IProbe>();
                var waiting = remote.WaitAsync();
                await remote.DoubleAsync(1);
                Assert.Equal(1, sessions.RightProbe.Waiting);
                sessions.Peers.IsUp = false;

                var error = await Assert.ThrowsAsync<PeerException>(async () => await waiting);
                Assert.Equal(PeerStatus.ConnectionLost, error.Status);
                Assert.Equal(PeerCallFate.MayHaveExecuted, error.Fate);
                Assert.Equal(PeerSessionEndKind.ConnectionLost, (await sessions.Left.Completion).Kind);
                Assert.Equal(PeerSessionEndKind.ConnectionLost, (await sessions.Right.Completion).Kind);

                error = await Assert.ThrowsAsync<PeerException>(async () => await remote.DoubleAsync(3));
                Assert.Equal(PeerCallFate.NotSent, error.Fate);
            },
            5 * Minute));
        Assert.Equal(1, sessions.RightProbe.Cancelled);
    }

    [Fact]
    public void A_large_download_does_not_delay_a_small_call()
    {
        const long Rate = 20_000_000;
        using var sessions = new SessionPair(1, new VirtualPathOptions { Delay = 10_000, BitsPerSecond = Rate, QueueBytes = 50_000 });
        long worst = 0;
        Assert.True(sessions.Run(
            async () =>
            {
                var remote = sessions.Left.GetRemote<IProbe>();
                var download = Drain(remote.BlocksAsync(400, 50_000));
                await Task.Delay(TimeSpan.FromSeconds(1), sessions.World.Time);
                for (int number = 0; number < 20; number++)
                {
                    long start = sessions.World.Now;
                    await remote.DoubleAsync(number);
                    worst = Math.Max(worst, sessions.World.Now - start);
                }

                Assert.False(download.IsCompleted);
                Assert.Equal(400, await download);
            },
            5 * Minute));

        // A round trip, a full queue of the path, and what the channel buffers ahead (64 KiB): 20 ms each.
        Assert.InRange(worst, 0, 150_000);
    }

    [Fact]
    public void A_stream_that_is_given_up_stops_at_its_source()
    {
        using var sessions = new SessionPair(1, new VirtualPathOptions { Loss = 0.02 });
        Assert.True(sessions.Run(
            async () =>
            {
                var remote = sessions.Left.GetRemote<IProbe>();
                int taken = 0;
                await foreach (byte[] block in remote.BlocksAsync(1_000_000, 1_000))
                {
                    Assert.True(Payload.Create(taken, 1_000).AsSpan().SequenceEqual(block));
                    if (++taken == 10)
                        break;
                }

                while (!sessions.RightProbe.BlocksEnded)
                    await Task.Delay(TimeSpan.FromMilliseconds(10), sessions.World.Time);
                Assert.Equal(8, await remote.DoubleAsync(4));
            },
            Minute));
        Assert.InRange(sessions.RightProbe.BlocksMade, 10, 2_000);
    }

    private static async Task Use(PeerSession session)
    {
        var remote = session.GetRemote<IProbe>();
        var calls = new List<Task>();
        for (int index = 0; index < 40; index++)
        {
            calls.Add(Double(remote, index));
            await remote.NoteAsync(index);
            if (index % 8 == 0)
            {
                calls.Add(Count(remote, 300));
                calls.Add(Sum(remote, 300));
                calls.Add(Echo(remote, index, index * 3_000));
            }
        }

        await Task.WhenAll(calls);
    }

    private static async Task Double(IProbe remote, int number) => Assert.Equal(number * 2, await remote.DoubleAsync(number));

    private static async Task Count(IProbe remote, int count)
    {
        int expected = 0;
        await foreach (int number in remote.CountAsync(count))
            Assert.Equal(expected++, number);

        Assert.Equal(count, expected);
    }

    private static async Task Sum(IProbe remote, int count) =>
        Assert.Equal(count * (count - 1L) / 2, await remote.SumAsync(Numbers(count)));

    private static async Task Echo(IProbe remote, int number, int length)
    {
        byte[] payload = Payload.Create(number, length);
        byte[] echo = await remote.EchoAsync(payload);
        Assert.True(payload.AsSpan().SequenceEqual(echo));
    }

    private static async Task<int> Drain(IAsyncEnumerable<byte[]> blocks)
    {
        int count = 0;
        await foreach (byte[] _ in blocks)
            count++;

        return count;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (int number = 0; number < count; number++)
        {
            if (number % 25 == 0)
                await Task.Yield();
            yield return number;
        }
    }
}
