using Contract;
using TypedPeer;
using TypedPeer.Testing;
using Xunit;

namespace Tests;

public sealed class GreeterTests
{
    [Fact]
    public async Task A_peer_is_greeted_by_its_name()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var server = PeerSession.Start(second, peer => peer.Serve(new Greeter()));
        await using var client = PeerSession.Start(first);

        var greeting = await client.GetRemote<IGreeter>().GreetAsync("Ada", TestContext.Current.CancellationToken);

        Assert.Equal("Hello, Ada", greeting.Text);
    }

    [Fact]
    public async Task A_call_under_way_is_lost_with_the_connection()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var server = PeerSession.Start(second, peer => peer.Serve(new Greeter()));
        await using var client = PeerSession.Start(first);
        await client.Connected;
        first.SendStalled = true;
        var call = client.GetRemote<IGreeter>().GreetAsync("Ada", TestContext.Current.CancellationToken);

        first.Break();

        Assert.Equal(PeerStatus.ConnectionLost, (await Assert.ThrowsAsync<PeerException>(async () => await call)).Status);
    }
}
