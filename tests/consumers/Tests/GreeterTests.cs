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
}
