namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>Who is in the groups of a network, and from when on.</summary>
public sealed class NetworkGroupTests
{
    [Fact]
    public async Task A_peer_is_in_the_group_when_connecting_to_it_is_over_however_long_the_applications_handlers_take()
    {
        var server = new InProcessSignaling();
        using var released = new ManualResetEventSlim();
        var options = Meeting.Options("alice");
        await using var alice = await PeerNetwork.JoinAsync(
            server, options with { Configure = (_, link) => link.StateChanged += _ => released.Wait(Loopback.Token) }, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob"), Loopback.Token).SoonAsync();
        try
        {
            var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();

            Assert.Same(link.Session, Assert.Single(alice.Group<IGreeter>().Members));
        }
        finally
        {
            released.Set();
        }
    }
}
