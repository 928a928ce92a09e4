using TypedPeer.Channels;
using TypedPeer.Testing;

namespace TypedPeer.Tests.Transports;

public class InMemoryPeerChannelTests : PeerChannelConformance
{
    protected override bool BuffersUntilDelivered => true;

    protected override Func<IPeerChannel, Task> BreakAsync => channel =>
    {
        ((InMemoryPeerChannel)channel).Break();
        return Task.CompletedTask;
    };

    protected override Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        return Task.FromResult<(IPeerChannel, IPeerChannel)>((first, second));
    }
}
