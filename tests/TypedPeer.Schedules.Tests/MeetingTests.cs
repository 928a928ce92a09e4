using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests;

/// <summary>Networks on virtual machines meet as they do on real ones.</summary>
public sealed class MeetingTests
{
    [Fact]
    public async Task Two_networks_meet_by_name_and_call_each_other()
    {
        using var world = new VirtualWorld(1);
        var server = new VirtualSignalingServer(world, 50_000);
        var (left, right) = (new VirtualHost(world, "10.0.0.1"), new VirtualHost(world, "10.0.0.2"));
        await VirtualPool.RunAsync(world, MeetAsync, 60_000_000);
        world.Run(600_000_000);
        Assert.Empty(world.Bound);
        Assert.Equal(0, world.ArmedTimers);

        async Task MeetAsync()
        {
            await using var alice = await PeerNetwork.JoinAsync(server.CreateUplink(), left.Configure(Options("alice")), CancellationToken.None);
            await using var bob = await PeerNetwork.JoinAsync(server.CreateUplink(), right.Configure(Options("bob")), CancellationToken.None);
            var link = await alice.ConnectAsync("bob", CancellationToken.None);
            Assert.Equal(5, await link.GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
        }
    }

    private static PeerNetworkOptions Options(string id) => new() { Id = id, Configure = static (peer, _) => peer.Serve<IEcho>(new Echo()) };
}
