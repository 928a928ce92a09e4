using System.Text.RegularExpressions;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>A link that was lost is found again by name, from either side.</summary>
public sealed partial class RebuildTests
{
    [Fact]
    public async Task A_connection_that_is_lost_is_made_anew_between_the_same_two_links_from_both_sides_at_once()
    {
        var server = new InProcessSignaling();
        var greeter = new Greeter();
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob", greeter), Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var accepted = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        var identity = link.RemoteIdentity;
        var sessions = (link.Session, accepted.Session);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Loopback.Token);
        var waiting = link.GetRemote<IGreeter>().WaitAsync(enough.Token).AsTask();
        await greeter.SomebodyWaits.SoonAsync();
        for (var round = 0; round < 3; round++)
        {
            var (states, others) = (new LinkStates(link), new LinkStates(accepted));
            await (round == 0 ? link : accepted).LoseAsync();

            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync()]);
            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await others.NextAsync(), await others.NextAsync()]);
            Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
            Assert.Equal("Hello, Bob!", await accepted.GetRemote<IGreeter>().GreetAsync("Bob", Loopback.Token));
            Assert.Equal(identity, link.Connection.RemoteIdentity);
            Assert.Equal(sessions, (link.Session, accepted.Session));
            Assert.False(waiting.IsCompleted);
        }

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SoonAsync());
        Assert.Same(link, await alice.ConnectAsync("bob", Loopback.Token));
        Assert.Single(alice.Peers);
    }

    [Fact]
    public async Task Another_in_the_place_of_a_peer_is_told_by_its_fingerprint()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob"), Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var accepted = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        server.Server.Tap = static (_, text) => [Fingerprint().Replace(text, static match => match.Groups["kept"].Value + "00:11")];

        await link.LoseAsync();

        var ends = await Task.WhenAll(link.Completion, accepted.Completion).SoonAsync();
        Assert.All(ends, static end => Assert.Equal(PeerLinkEndKind.Failed, end.Kind));
        Assert.Contains(ends, static end => end.Exception is PeerNetworkException { Error: PeerNetworkError.FingerprintMismatch });
    }

    [Fact]
    public async Task A_peer_that_begins_anew_ends_the_link_of_before_and_gets_another()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice"), Loopback.Token).SoonAsync();
        var before = await PeerNetwork.JoinAsync(server, Quick("bob") with { ConnectionToken = "bob's" }, Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var incoming = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        alice.LinkConnected += made => _ = made == link || incoming.TrySetResult(made);

        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob") with { ConnectionToken = "bob's" }, Loopback.Token).SoonAsync();
        await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();

        var second = await incoming.Task.SoonAsync();
        Assert.Equal(PeerLinkEndKind.Lost, (await link.Completion.SoonAsync()).Kind);
        Assert.Same(second, await alice.ConnectAsync("bob", Loopback.Token).SoonAsync());
        Assert.Equal("Hello, Ada!", await second.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        await before.DisposeAsync().AsTask().SoonAsync();
    }

    [Fact]
    public async Task A_group_is_the_links_of_the_room_and_comes_back_with_them()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice") with { Room = "lobby" }, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob") with { Room = "lobby" }, Loopback.Token).SoonAsync();
        await using var eve = await PeerNetwork.JoinAsync(server, Quick("eve"), Loopback.Token).SoonAsync();
        var group = alice.Group<IGreeter>();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        await alice.ConnectAsync("eve", Loopback.Token).SoonAsync();
        var states = new LinkStates(link);
        Assert.Same(group, alice.Group<IGreeter>());
        Assert.Equal(["Hello, all!"], await GreetAsync(group));

        await link.LoseAsync();
        Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync()]);

        Assert.Equal(["Hello, all!"], await GreetAsync(group));
        Assert.Same(link.Session, Assert.Single(group.Members));
    }

    private static async Task<List<string>> GreetAsync(PeerGroup<IGreeter> group)
    {
        var greetings = new List<string>();
        await foreach (var result in group.InvokeAsync((greeter, token) => greeter.GreetAsync("all", token)).WithCancellation(Loopback.Token))
        {
            greetings.Add(result.Result!);
        }

        return greetings;
    }

    private static PeerNetworkOptions Quick(string id, Greeter? greeter = null)
    {
        var options = Meeting.Options(id, greeter: greeter);
        return options with { Link = options.Link with { MinReconnectDelay = TimeSpan.FromMilliseconds(10) } };
    }

    [GeneratedRegex("(?<kept>a=fingerprint:sha-256 [0-9A-F:]+:)[0-9A-F]{2}:[0-9A-F]{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fingerprint();
}
