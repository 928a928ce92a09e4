using TypedPeer.Signaling.Tests.PeerJs.Pages;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>Over the unmodified server of npm's <c>peer</c>.</summary>
public sealed class NpmServerTests
{
    [RequiresPeer("peer")]
    public async Task Peers_connect_by_a_plain_server_and_do_not_notice_when_it_is_killed_and_comes_back()
    {
        await using var server = await StockPeerServer.StartAsync("/peers");
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob") with { Id = null }, Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync(bob.Id, Loopback.Token).SoonAsync();
        var session = link.Session;
        var states = new NetworkStates(alice, bob);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));

        await server.KillAsync();
        await states.ReachAsync(PeerNetworkState.Reconnecting);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        await server.RestartAsync();
        await states.ReachAsync(PeerNetworkState.Joined);

        Assert.Same(session, link.Session);
        await using var carol = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("carol"), Loopback.Token).SoonAsync();
        var third = await carol.ConnectAsync("alice", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Eve!", await third.GetRemote<IGreeter>().GreetAsync("Eve", Loopback.Token));
    }

    [RequiresPeer("peer")]
    public async Task A_plain_server_has_no_rooms_and_tells_what_is_wrong_by_typed_reasons()
    {
        await using var server = await StockPeerServer.StartAsync("/peers");
        await using var alice = await PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync();

        var room = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("bob", "lobby"), Loopback.Token).SoonAsync());
        var message = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.SendAsync("bob", 1, Loopback.Token));
        var taken = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("alice"), Loopback.Token).SoonAsync());
        var key = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Meeting.Options("carol") with { Key = "other" }, Loopback.Token).SoonAsync());
        var absent = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectAsync("nobody", Loopback.Token).SoonAsync());

        Assert.Equal(
            [PeerNetworkError.RoomsUnsupported, PeerNetworkError.RoomsUnsupported, PeerNetworkError.IdTaken, PeerNetworkError.InvalidKey, PeerNetworkError.PeerUnavailable],
            [room.Error, message.Error, taken.Error, key.Error, absent.Error]);
    }
}
