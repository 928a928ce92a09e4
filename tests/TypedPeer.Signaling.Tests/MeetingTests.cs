using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Peers meet by an address.</summary>
public sealed class MeetingTests
{
    [Fact]
    public async Task Two_peers_meet_in_two_lines()
    {
#pragma warning disable xUnit1051 // The lines stand as users write them.
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()));
        await using var link = await PeerLink.ConnectAsync(listener.Address);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada"));
#pragma warning restore xUnit1051
    }

    [Fact]
    public async Task An_address_that_was_text_does_as_well_and_both_sides_serve_and_know_each_other()
    {
        using var certificate = PeerCertificate.Create();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);

        await using var link = await PeerLink.ConnectAsync(
            listener.Address.ToString(),
            peer => peer.Serve<IGreeter>(new Greeter("Welcome")),
            new PeerLinkOptions { Connection = new PeerConnectionOptions { Certificate = certificate } },
            Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();

        Assert.Equal(PeerLinkState.Connected, link.State);
        Assert.Equal(PeerLinkState.Connected, other.State);
        Assert.Equal(listener.Identity, link.RemoteIdentity);
        Assert.Equal(listener.Identity, link.Connection.RemoteIdentity);
        Assert.Equal(certificate.Identity, other.RemoteIdentity);
        Assert.Equal(listener.Address, link.Address);
        Assert.Null(other.Address);
        Assert.Equal([other], listener.Links);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal("Welcome, Grace!", await other.GetRemote<IGreeter>().GreetAsync("Grace", Loopback.Token));
        Assert.Same(link.Session, await link.GetSessionAsync(Loopback.Token));
    }

    [Fact]
    public async Task Both_sides_make_the_channel_by_themselves()
    {
        await using var listener = await PeerListener.ListenAsync(static _ => { }, Loopback.Options(), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        var channel = Assert.IsType<DataChannel>(link.Session.Channel);
        Assert.True(channel.Negotiated);
        Assert.Equal(0, channel.Id);
        Assert.Equal("typedpeer", channel.Label);
    }

    [Fact]
    public async Task Each_peer_is_served_by_who_it_is()
    {
        using var friend = PeerCertificate.Create();
        await using var listener = await PeerListener.ListenAsync(
            (peer, link) => peer.Serve<IGreeter>(new Greeter(link.RemoteIdentity == friend.Identity ? "Dear friend" : "Good day")), Loopback.Options(), Loopback.Token);

        await using var known = await PeerLink.ConnectAsync(
            listener.Address, options: new PeerLinkOptions { Connection = new PeerConnectionOptions { Certificate = friend } }, cancellationToken: Loopback.Token).SoonAsync();
        await using var stranger = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        Assert.Equal("Dear friend, Ada!", await known.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal("Good day, Ada!", await stranger.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task Thirty_peers_are_served_at_once_and_the_links_of_those_that_left_are_forgotten()
    {
        const int Peers = 30;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = new List<PeerLink>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link =>
        {
            accepted.Add(link);
            if (accepted.Count == Peers)
            {
                all.TrySetResult();
            }
        };

        var links = await Task.WhenAll(Enumerable.Range(0, Peers).Select(_ => PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token))).SoonAsync();
        var greetings = await Task.WhenAll(links.Select((link, number) => link.GetRemote<IGreeter>().GreetAsync($"{number}", Loopback.Token).AsTask())).SoonAsync();
        await all.Task.SoonAsync();

        Assert.Equal(Enumerable.Range(0, Peers).Select(static number => $"Hello, {number}!"), greetings);
        Assert.Equal(Peers, listener.Links.Count);
        Assert.Equal(Peers, accepted.Select(static link => link.RemoteIdentity).Distinct().Count());
        foreach (var link in links)
        {
            await link.DisposeAsync();
        }

        var ends = await Task.WhenAll(accepted.Select(static link => link.Completion)).SoonAsync();
        Assert.All(ends, static end => Assert.Equal(PeerLinkEndKind.ClosedByPeer, end.Kind));
    }

    [Fact]
    public async Task A_listener_takes_a_port_of_the_callers_that_outlives_it()
    {
        await using var port = PeerPort.Open(Loopback.Options().Connections.Port);
        var options = Loopback.Options() with { Port = port };
        await using (var first = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token))
        {
            await using var link = await PeerLink.ConnectAsync(first.Address, cancellationToken: Loopback.Token).SoonAsync();
            await Assert.ThrowsAsync<ArgumentException>(() => PeerListener.ListenAsync(static _ => { }, options, Loopback.Token));
        }

        await using var second = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter("Again")), options, Loopback.Token);
        await using var again = await PeerLink.ConnectAsync(second.Address, cancellationToken: Loopback.Token).SoonAsync();
        Assert.Equal("Again, Ada!", await again.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(port.LocalEndPoints, second.Address.EndPoints);
    }
}
