using TypedPeer.Signaling;

namespace TypedPeer.Schedules.Tests;

/// <summary>Ends come with the reason that both sides would give.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task A_peer_that_closed_the_link_while_the_other_was_out_of_reach_ends_it_in_order()
    {
        using var pair = new NetworkPair(1);
        await pair.RunAsync(async () =>
        {
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
            var back = await pair.Bob.ConnectAsync("alice", CancellationToken.None);
            pair.Hosts[0].Move();
            await pair.PassAsync(1);
            await back.DisposeAsync();
            await pair.PassAsync(40);
            pair.Hosts[0].Move("10.0.1.1");

            var end = await link.Completion;

            Assert.Equal(PeerLinkEndKind.ClosedByPeer, end.Kind);
            Assert.Equal(PeerLinkEndKind.Closed, (await back.Completion).Kind);
        });
    }

    [Fact]
    public async Task An_attempt_that_the_peer_gave_up_is_no_end_of_a_link_that_is_looked_for()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var pair = new NetworkPair(seed);
            await pair.RunAsync(async () =>
            {
                var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
                foreach (var path in pair.World.GetPaths(pair.Hosts[0].Addresses[0], pair.Hosts[1].Addresses[0]))
                {
                    path.IsUp = false;
                }

                await pair.PassAsync(60);
                foreach (var path in pair.World.GetPaths(pair.Hosts[0].Addresses[0], pair.Hosts[1].Addresses[0]))
                {
                    path.IsUp = true;
                }

                await pair.WhenAsync(() => link.State == PeerLinkState.Connected, within: 60);
                Assert.Equal(5, await (await link.GetSessionAsync(CancellationToken.None)).GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
            });
        }
    }

    [Fact]
    public async Task Two_networks_of_one_id_and_token_do_not_take_over_from_each_other_for_ever()
    {
        using var pair = new NetworkPair(1);
        await pair.RunAsync(async () =>
        {
            var second = await PeerNetwork.JoinAsync(
                pair.Server.CreateUplink(), pair.Hosts[1].Configure(new() { Id = "bob", ConnectionToken = "bob's" }), CancellationToken.None);
            Assert.Equal(PeerNetworkError.TakenOver, (await pair.Bob.Completion).Error);
            await pair.PassAsync(60);
            Assert.Equal(PeerNetworkState.Joined, second.State);
            await second.DisposeAsync();
        });
    }
}
