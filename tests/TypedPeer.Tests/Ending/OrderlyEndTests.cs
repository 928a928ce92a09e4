using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Ending;

/// <summary>An end that is told as orderly had nothing lost.</summary>
public class OrderlyEndTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_gives_up_waiting_is_not_told_as_one_that_finished(bool isCaller)
    {
        await using var pair = SessionPair.Create(new() { StopTimeout = TimeSpan.Zero });
        var call = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        var (stops, other) = isCaller ? (pair.First, pair.Second) : (pair.Second, pair.First);
        Assert.Equal(PeerSessionEndKind.Aborted, (await stops.StopAsync(TestContext.Current.CancellationToken).Soon()).Kind);
        var end = await other.Completion.Soon();
        Assert.True(end.Kind is PeerSessionEndKind.Aborted or PeerSessionEndKind.ConnectionLost, end.ToString());
        Assert.DoesNotContain("finished", end.Message, StringComparison.Ordinal);
        Assert.Equal(PeerCallFate.MayHaveExecuted, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Fate);
    }

    [Fact]
    public async Task Whenever_either_side_stops_disposes_or_gives_up_every_call_of_every_shape_ends_as_documented()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var pair = SessionPair.Create(new() { StopTimeout = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(10) }, maxMessageSize: random.Next(2) == 0 ? 1200 : 65536);
            var calls = Enumerable.Range(0, 12).Select(_ => MakeAsync(random.Next(8), random.Next(2) == 0 ? pair.First : pair.Second)).ToList();
            for (var i = random.Next(200); i > 0; i--)
            {
                await Task.Yield();
            }

            var ends = new[] { EndAsync(random.Next(5), pair.First), EndAsync(random.Next(5), pair.Second) };
            calls.AddRange(Enumerable.Range(0, 6).Select(_ => MakeAsync(random.Next(8), random.Next(2) == 0 ? pair.First : pair.Second)));
            await Task.WhenAll(ends).Soon();
            await pair.DisposeAsync().Soon();
            await Task.WhenAll(calls).Soon();
            foreach (var session in new[] { pair.First, pair.Second })
            {
                var end = await session.Completion.Soon();
                Assert.NotEqual(PeerSessionEndKind.ProtocolError, end.Kind);
                Assert.Equal(0, session.GetStatistics().CallsInFlight);
                await Bound.Until(() => session.GetStatistics().CallsRunning == 0);
            }
        }
    }

    private static async Task EndAsync(int how, PeerSession session)
    {
        switch (how)
        {
            case 0:
                await session.StopAsync(CancellationToken.None);
                break;
            case 1:
                await session.DisposeAsync();
                break;
            case 2:
                session.Driver.Abort("enough");
                break;
            case 3:
                await session.StopAsync(new CancellationToken(canceled: true));
                break;
        }
    }

    private static async Task MakeAsync(int shape, PeerSession session)
    {
        var remote = session.GetRemote<ITestContract>();
        try
        {
            switch (shape)
            {
                case 0:
                    Assert.Equal(3, await remote.AddAsync(1, 2));
                    break;
                case 1:
                    Assert.Equal(50_000, (await remote.EchoAsync(new string('x', 50_000))).Length);
                    break;
                case 2:
                    await remote.NoteAsync(new string('x', 20_000));
                    break;
                case 3:
                    Assert.Equal(3000, (await StreamTests.ToList(remote.CountAsync(3000))).Count);
                    break;
                case 4:
                    Assert.Equal(499_500, await remote.SumAsync(Numbers(1000)));
                    break;
                case 5:
                    Assert.Equal(1000, (await StreamTests.ToList(remote.DoubleAsync(Numbers(1000)))).Count);
                    break;
                case 6:
                    await remote.FailAsync("announced");
                    break;
                default:
                    using (var source = new CancellationTokenSource())
                    {
                        var call = remote.WaitAsync(source.Token);
                        await Task.Yield();
                        await source.CancelAsync();
                        await call;
                    }

                    break;
            }
        }
        catch (Exception e) when (e is PeerException or OperationCanceledException)
        {
            Assert.NotEqual(PeerStatus.ProtocolError, (e as PeerException)?.Status);
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }
}
