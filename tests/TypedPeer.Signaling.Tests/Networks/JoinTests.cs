using System.Text.Json.Nodes;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>Peers find each other by name.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Two_networks_of_a_process_connect_by_name_and_call_each_other()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob"), Loopback.Token).SoonAsync();
        var incoming = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        bob.LinkConnected += incoming.SetResult;

        await using var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();

        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        var accepted = await incoming.Task.SoonAsync();
        Assert.Equal("Hello, Bob!", await accepted.GetRemote<IGreeter>().GreetAsync("Bob", Loopback.Token));
        Assert.Equal(("bob", "alice"), (link.PeerId, accepted.PeerId));
        Assert.Equal(link.Connection.LocalIdentity, accepted.RemoteIdentity);
        Assert.Same(link, await alice.ConnectAsync("bob", Loopback.Token));
        Assert.Same(accepted, await bob.ConnectAsync("alice", Loopback.Token));
    }

    [Fact]
    public async Task Both_that_connect_at_once_get_one_link()
    {
        for (var round = 0; round < 5; round++)
        {
            var server = new InProcessSignaling();
            await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
            await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob"), Loopback.Token).SoonAsync();

            var links = await Task.WhenAll(alice.ConnectAsync("bob", Loopback.Token), bob.ConnectAsync("alice", Loopback.Token)).SoonAsync();

            Assert.Equal(links[0].Connection.LocalIdentity, links[1].RemoteIdentity);
            Assert.Equal("Hello, Ada!", await links[0].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
            Assert.Equal("Hello, Ada!", await links[1].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        }
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_told_by_a_typed_reason_with_a_stable_code()
    {
        await using var alice = await PeerNetwork.JoinAsync(new InProcessSignaling(), Meeting.Options("alice"), Loopback.Token).SoonAsync();

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectAsync("nobody", Loopback.Token).SoonAsync());

        Assert.Equal((PeerNetworkError.PeerUnavailable, "peer-unavailable"), (failure.Error, failure.Code));
        Assert.Empty(alice.Peers);
    }

    [Fact]
    public async Task A_peer_that_the_application_does_not_accept_learns_that_and_nothing_else()
    {
        var server = new InProcessSignaling();
        var said = new List<string>();
        server.Server.Tap = (id, text) =>
        {
            lock (said)
            {
                said.AddRange(id == "bob" ? [text] : []);
            }

            return [text];
        };
        var asked = new TaskCompletionSource<PeerAcceptContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice", "lobby") with { Metadata = new JsonObject { ["name"] = "Ada" } }, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(
            server,
            Meeting.Options("bob", "lobby") with
            {
                Accept = (context, _) =>
                {
                    asked.SetResult(context);
                    return ValueTask.FromResult(false);
                },
                CreateConnection = static _ => throw new InvalidOperationException("Nothing may be gathered."),
            },
            Loopback.Token).SoonAsync();

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectAsync("bob", Loopback.Token).SoonAsync());

        Assert.Equal(PeerNetworkError.Refused, failure.Error);
        var context = await asked.Task.SoonAsync();
        Assert.Equal(("alice", "lobby", "Ada"), (context.PeerId, context.Room, context.Metadata!.Value.GetProperty("name").GetString()));
        Assert.NotNull(context.OfferedIdentity);
        lock (said)
        {
            Assert.Equal(2, said.Count);
            Assert.Contains("JOIN", said[0], StringComparison.Ordinal);
            Assert.Contains("\"refused\":\"refused\"", said[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_was_in_the_room_before_is_in_the_list_and_no_event_tells_of_them()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice", "lobby"), Loopback.Token).SoonAsync();
        using var isListening = new ManualResetEventSlim();
        var options = Meeting.Options("bob", "lobby");
        var session = new PeerSessionOptions { HandlerFailed = (_, _) => isListening.Wait(Loopback.Token) };

        await using var bob = await PeerNetwork.JoinAsync(new NoiseFirst(server.Server), options with { Link = options.Link with { Session = session } }, Loopback.Token).SoonAsync();
        var heard = new NetworkEvents(bob);
        isListening.Set(); // Whatever was to be told of the time before is told only now.
        await using var carol = await PeerNetwork.JoinAsync(server, Meeting.Options("carol", "lobby"), Loopback.Token).SoonAsync();

        Assert.Equal("joined carol ", await heard.NextAsync());
        Assert.Equal(["alice", "carol"], bob.Peers.Select(static peer => peer.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_id_that_another_has_is_refused()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync());

        Assert.Equal(PeerNetworkError.IdTaken, failure.Error);
        Assert.Equal(PeerNetworkState.Joined, alice.State);
    }
}
