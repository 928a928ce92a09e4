using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Two peers meet in two lines.</summary>
public sealed class MeetingTests
{
    [Fact]
    public async Task Two_peers_meet_in_two_lines()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()));
        await using var link = await PeerLink.ConnectAsync(listener.Address);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada"));
    }
}
