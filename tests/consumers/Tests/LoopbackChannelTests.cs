using Contract;
using TypedPeer;
using TypedPeer.Channels;
using TypedPeer.Testing;
using Xunit;

namespace Tests;

/// <summary>A transport of one's own passes what every transport of TypedPeer does.</summary>
public sealed class LoopbackChannelConformanceTests : PeerChannelConformance
{
    protected override bool BuffersUntilDelivered => true;

    protected override Func<IPeerChannel, Task> BreakAsync => channel =>
    {
        ((LoopbackChannel)channel).Cut();
        return Task.CompletedTask;
    };

    protected override Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var (first, second) = LoopbackChannel.CreatePair();
        return Task.FromResult<(IPeerChannel, IPeerChannel)>((first, second));
    }
}

public sealed class LoopbackChannelTests
{
    [Fact]
    public async Task A_session_runs_over_a_transport_of_ones_own()
    {
        var (first, second) = LoopbackChannel.CreatePair();
        await using var server = PeerSession.Start(second, peer => peer.Serve(new Greeter()));
        await using var client = PeerSession.Start(first);

        var greeting = await client.GetRemote<IGreeter>().GreetAsync("Ada", TestContext.Current.CancellationToken);

        Assert.Equal("Hello, Ada", greeting.Text);
    }
}
