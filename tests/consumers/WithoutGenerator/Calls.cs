using TypedPeer;
using TypedPeer.Channels;

namespace Contract;

public static class Calls
{
    public static async Task GreetAsync(IPeerChannel channel)
    {
        await using var session = PeerSession.Start(channel, peer => peer.Serve(new Greeter()));
        await session.GetRemote<IGreeter>().GreetAsync("Ada");
    }
}
