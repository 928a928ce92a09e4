using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Schedules.Tests;

/// <summary>A path that is gone gives way to another over the network by name: the connection and its session live on.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_machine_that_moves_keeps_its_link_and_the_calls_on_it(bool aliceMoves, bool bobMoves)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var pair = new NetworkPair(seed);
            await pair.RunAsync(async () =>
            {
                var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
                var (connection, session) = (link.Connection, link.Session);
                using var patience = new CancellationTokenSource();
                var call = link.GetRemote<IEcho>().WaitAsync(patience.Token).AsTask();
                await pair.PassAsync(1);

                if (aliceMoves)
                {
                    pair.Hosts[0].Move("10.1.0.1");
                }

                if (bobMoves)
                {
                    pair.Hosts[1].Move("10.1.0.2");
                }

                var echo = link.GetRemote<IEcho>().EchoAsync(5, CancellationToken.None).AsTask();
                var took = await pair.WhenAsync(() => echo.IsCompleted);

                Assert.Equal(5, await echo);
                Assert.InRange(took, 0, 10);
                Assert.Same(connection, link.Connection);
                Assert.Same(session, link.Session);
                Assert.False(call.IsCompleted);
                await patience.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            });
        }
    }

    [Fact]
    public async Task A_link_whose_machine_moves_while_the_server_is_away_goes_on_when_the_server_is_back()
    {
        using var pair = new NetworkPair(5);
        await pair.RunAsync(async () =>
        {
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
            pair.Server.IsReachable = false;
            await pair.PassAsync(1);
            pair.Hosts[0].Move("10.1.0.1");
            pair.Hosts[1].Move("10.1.0.2");
            await pair.PassAsync(10);
            pair.Server.IsReachable = true;

            await pair.WhenAsync(() => pair.Alice.State == PeerNetworkState.Joined && pair.Bob.State == PeerNetworkState.Joined, within: 40);
            await pair.WhenAsync(() => link.State == PeerLinkState.Connected && link.Connection.IceConnectionState is IceConnectionState.Connected or IceConnectionState.Completed, within: 40);

            Assert.Equal(5, await (await link.GetSessionAsync(CancellationToken.None)).GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
        });
    }
}
