using TypedPeer.Signaling;

namespace TypedPeer.Schedules.Tests;

/// <summary>How long a link takes to be of use again once its path is.</summary>
public sealed class RecoveryTests
{
    /// <summary>An attempt that began while nothing passed takes 15 s to notice, and the next one a few round trips.</summary>
    private const double Longest = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_is_of_use_again_soon_after_its_path_is_whether_the_server_stayed_or_was_away_as_well(bool isServerLost)
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            using var pair = new NetworkPair(seed);
            var random = new Random(seed);
            await pair.RunAsync(async () =>
            {
                var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
                await pair.PassAsync(random.NextDouble() * 10);
                var paths = pair.World.GetPaths(pair.Hosts[0].Addresses[0], pair.Hosts[1].Addresses[0]);
                Array.ForEach(paths, static path => path.IsUp = false);
                pair.Server.IsReachable = !isServerLost;
                await pair.PassAsync(random.NextDouble() * 60);
                Array.ForEach(paths, static path => path.IsUp = true);
                pair.Server.IsReachable = true;

                var echo = EchoAsync(pair, link);
                var took = await pair.WhenAsync(() => echo.IsCompleted);

                Assert.True(took < Longest, $"It took {took} s (seed {seed}).");
                await echo;
            });
        }
    }

    [Fact]
    public async Task A_peer_that_ends_a_connection_before_it_is_up_because_it_is_suspended_has_not_refused_the_link()
    {
        for (var milliseconds = 0; milliseconds < 1200; milliseconds += 20)
        {
            using var pair = new NetworkPair(1);
            await pair.RunAsync(async () =>
            {
                var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
                await pair.PassAsync(1);
                var other = Assert.Single(pair.Bob.Peers).Link!;
                await link.Connection.CloseAsync(new CancellationToken(canceled: true));
                await pair.PassAsync(milliseconds / 1000.0);

                // Wherever the next connection is.
                await link.SuspendAsync(CancellationToken.None);
                await pair.PassAsync(30);
                Assert.False(other.Completion.IsCompleted, $"After {milliseconds} ms the other side ended: {(other.Completion.IsCompleted ? await other.Completion : null)}");
                await link.ResumeAsync(CancellationToken.None);
                await EchoAsync(pair, link);
                await EchoAsync(pair, other);
            });
        }
    }

    private static async Task EchoAsync(NetworkPair pair, PeerLink link)
    {
        while (true)
        {
            try
            {
                Assert.Equal(5, await (await link.GetSessionAsync(CancellationToken.None)).GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
                return;
            }
            catch (PeerException exception) when (exception.Status == PeerStatus.ConnectionLost)
            {
                await pair.PassAsync(0.05);
            }
        }
    }
}
