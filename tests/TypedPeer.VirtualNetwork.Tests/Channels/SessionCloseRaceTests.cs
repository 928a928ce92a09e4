using TypedPeer.Channels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Channels;

/// <summary>Sessions whose calls are under way while they, their channels and their connections are closed, at any moment of each other's.</summary>
public sealed class SessionCloseRaceTests
{
    private const long Minute = 60_000_000;
    private const int Rounds = 40;

    [Fact]
    public void Whatever_layer_is_closed_first_every_call_and_every_close_ends_with_what_is_documented()
    {
        int first = TestSeed.First(61);
        for (int seed = first; seed < first + Rounds; seed++)
        {
            var random = new Random(seed);
            using var sessions = new SessionPair(seed, VirtualPathOptions.Draw(random));
            string what = $"seed {seed}";
            try
            {
                Assert.True(sessions.Run(() => PlayAsync(sessions, random), 10 * Minute), $"{what}: something does not end.");
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{what}: {failure.Message}", failure);
            }
        }
    }

    private static async Task PlayAsync(SessionPair sessions, Random random)
    {
        if (random.Next(4) > 0)
            await sessions.Left.Connected;

        var all = new List<Task>();
        for (int step = 0; step < 30; step++)
        {
            all.Add(CallAsync(random.Next(2) == 0 ? sessions.Left : sessions.Right, random.Next(6)));
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(10_000)), sessions.World.Time);
        }

        for (int closes = 2 + random.Next(4); closes > 0; closes--)
        {
            all.Add(CloseAsync(sessions, random));
            all.Add(CallAsync(random.Next(2) == 0 ? sessions.Left : sessions.Right, random.Next(6)));
            if (random.Next(2) == 0)
                await Task.Delay(TimeSpan.FromMicroseconds(random.Next(50_000)), sessions.World.Time);
        }

        all.Add(sessions.Left.DisposeAsync().AsTask());
        all.Add(sessions.Right.DisposeAsync().AsTask());
        await Task.WhenAll(all);
        await Task.WhenAll(sessions.Left.Completion, sessions.Right.Completion);
        Assert.True(sessions.Peers.LeftChannel.IsClosed && sessions.Peers.RightChannel.IsClosed, "A channel stays open.");
    }

    private static async Task CloseAsync(SessionPair sessions, Random random)
    {
        bool isLeft = random.Next(2) == 0;
        switch (random.Next(7))
        {
            case 0:
                await (isLeft ? sessions.Left : sessions.Right).StopAsync();
                break;
            case 1:
                await (isLeft ? sessions.Left : sessions.Right).DisposeAsync();
                break;
            case 2:
                await ((IPeerChannel)(isLeft ? sessions.Peers.LeftChannel : sessions.Peers.RightChannel)).CloseAsync();
                break;
            case 3:
                await ((IPeerChannel)(isLeft ? sessions.Peers.LeftChannel : sessions.Peers.RightChannel)).CloseAsync(new CancellationToken(canceled: true));
                break;
            case 4:
                (isLeft ? sessions.Peers.Left : sessions.Peers.Right).Close(abort: true);
                break;
            case 5:
                (isLeft ? sessions.Peers.Left : sessions.Peers.Right).Close();
                break;
            default:
                sessions.Peers.IsUp = false;
                break;
        }
    }

    private static async Task CallAsync(PeerSession session, int kind)
    {
        try
        {
            var remote = session.GetRemote<IProbe>();
            switch (kind)
            {
                case 0:
                    await remote.DoubleAsync(kind);
                    break;
                case 1:
                    await remote.EchoAsync(new byte[40_000]);
                    break;
                case 2:
                    await remote.NoteAsync(kind);
                    break;
                case 3:
                    await foreach (byte[] _ in remote.BlocksAsync(20, 10_000))
                        await Task.Yield();
                    break;
                case 4:
                    await remote.SumAsync(Numbers());
                    break;
                default:
                    await remote.WaitAsync();
                    break;
            }
        }
        catch (PeerException)
        {
            // As documented. Anything else fails the test.
        }
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        for (int number = 0; number < 5000; number++)
        {
            if (number % 100 == 0)
                await Task.Yield();
            yield return number;
        }
    }
}
