using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>A link that gives its connection up, resumes by will, and changes its way.</summary>
public sealed class SuspendedLinkTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task A_suspended_link_looks_for_nobody_until_it_is_resumed_and_its_session_goes_on()
    {
        var workshop = new Workshop();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(workshop), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var states = new LinkStates(link);
        var otherStates = new LinkStates(await accepted.Task.SoonAsync());
        var session = link.Session;
        var remote = link.GetRemote<IWorkshop>();
        var held = remote.HoldAsync("kept", Loopback.Token).AsTask();
        await workshop.Held.Task.SoonAsync();

        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkState.Suspended, link.State);
        Assert.Equal(PeerLinkState.Suspended, await states.NextAsync());
        Assert.Equal(PeerLinkState.PeerSuspended, await otherStates.NextAsync());
        var notes = remote.NotesAsync(Loopback.Token).AsTask();
        await remote.NoteAsync(7, Loopback.Token);
        Assert.False(link.GetSessionAsync(Loopback.Token).IsCompleted);
        await link.SuspendAsync(Loopback.Token).SoonAsync();

        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
        Assert.Equal(PeerLinkState.Connected, await otherStates.NextAsync());
        Assert.Same(session, link.Session);
        Assert.Empty(await notes.SoonAsync());
        Assert.Equal(7, Assert.Single(await remote.NotesAsync(Loopback.Token).AsTask().SoonAsync()));
        workshop.Release.SetResult();
        Assert.Equal("kept", await held.SoonAsync());
    }

    [Fact]
    public async Task A_link_suspended_for_longer_than_its_session_waits_begins_anew_when_it_is_resumed()
    {
        var options = Quick with { Session = new PeerSessionOptions { ResumeTimeout = TimeSpan.FromMilliseconds(1) } };
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: options, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IGreeter>();
        Assert.Equal("Hello, Ada!", await remote.GreetAsync("Ada", Loopback.Token));
        var session = link.Session;
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerLinkState.Suspended, link.State);
        var greeting = remote.GreetAsync("Bob", Loopback.Token).AsTask();
        Assert.False(greeting.IsCompleted);
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.NotSame(session, link.Session);
        Assert.Equal("Hello, Bob!", await greeting.SoonAsync());
    }

    [Fact]
    public async Task A_suspended_link_is_disposed_of_at_once_and_then_neither_suspends_nor_resumes()
    {
        var options = Quick with { Session = new PeerSessionOptions { StopTimeout = TimeSpan.FromHours(1) } };
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var link = await PeerLink.ConnectAsync(listener.Address, options: options, cancellationToken: Loopback.Token).SoonAsync();
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        var greeting = link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask();
        await link.DisposeAsync().AsTask().SoonAsync();
        Assert.Equal(PeerLinkEndKind.Closed, (await link.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerCallFate.NotSent, (await Assert.ThrowsAsync<PeerException>(() => greeting.SoonAsync())).Fate);
        Assert.Equal(PeerStatus.Unavailable, (await Assert.ThrowsAsync<PeerException>(() => link.SuspendAsync(Loopback.Token))).Status);
        Assert.Equal(PeerStatus.Unavailable, (await Assert.ThrowsAsync<PeerException>(() => link.ResumeAsync(Loopback.Token).SoonAsync())).Status);
    }

    [Fact]
    public async Task A_peer_that_suspends_by_its_name_is_not_looked_for_before_it_comes_back_or_it_is_asked_for()
    {
        var server = new InProcessSignaling();
        await using var ada = await PeerNetwork.JoinAsync(server, Networks.Meeting.Options("ada"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Networks.Meeting.Options("bob"), Loopback.Token).SoonAsync();
        var link = await ada.ConnectAsync("bob", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        var other = await bob.ConnectAsync("ada", Loopback.Token).SoonAsync();
        var session = other.Session;
        var (states, otherStates) = (new LinkStates(link), new LinkStates(other));

        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkState.PeerSuspended, await otherStates.NextAsync());
        Assert.Equal(NetworkPeerState.Reconnecting, Assert.Single(bob.Peers).State);
        var greeting = other.GetRemote<IGreeter>().GreetAsync("Bob", Loopback.Token).AsTask();
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Bob!", await greeting.SoonAsync());
        Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await otherStates.NextAsync(), await otherStates.NextAsync()]);
        Assert.Equal([PeerLinkState.Suspended, PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync(), await states.NextAsync()]);

        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkState.PeerSuspended, await otherStates.NextAsync());
        var asked = other.ResumeAsync(Loopback.Token);
        Assert.Equal(PeerLinkState.Reconnecting, await otherStates.NextAsync());
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        await asked.SoonAsync();
        Assert.Same(session, other.Session);
    }

    [Fact]
    public async Task A_peer_that_suspends_and_does_not_come_back_in_the_time_of_both_is_looked_for()
    {
        var server = new InProcessSignaling();
        var options = Networks.Meeting.Options("ada");
        await using var ada = await PeerNetwork.JoinAsync(server, options with { Link = options.Link with { Session = new PeerSessionOptions { ResumeTimeout = TimeSpan.FromMilliseconds(200) } } }, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Networks.Meeting.Options("bob"), Loopback.Token).SoonAsync();
        var link = await ada.ConnectAsync("bob", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        var other = await bob.ConnectAsync("ada", Loopback.Token).SoonAsync();
        var states = new LinkStates(other);
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal([PeerLinkState.PeerSuspended, PeerLinkState.Reconnecting], [await states.NextAsync(), await states.NextAsync()]);
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
    }

    [Fact]
    public async Task The_accepting_side_waits_for_the_peer_and_cannot_look_for_it()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.ResumeAsync(Loopback.Token));
        var session = link.Session;

        // An answer comes behind the keys of both sides.
        Assert.Equal("Hello, Bob!", await link.GetRemote<IGreeter>().GreetAsync("Bob", Loopback.Token).AsTask().SoonAsync());
        var states = new LinkStates(link);
        await other.SuspendAsync(Loopback.Token).SoonAsync();

        // The dialler is not asked to rest: it comes back, and that wakes the other.
        Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync()]);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        Assert.Same(session, link.Session);
    }

    [Fact]
    public async Task A_link_that_was_made_by_hand_goes_on_by_hand_and_then_by_an_address_with_the_same_session()
    {
        await using var certificate = new OwnedCertificate();
        var port = Loopback.Options(certificate: certificate.Value);
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(new Workshop()), port, Loopback.Token);
        var workshop = new Workshop();
        var (one, other) = SignalingChannel.CreatePair();
        var answering = PeerLink.ConnectAsync(other, peer => peer.Serve<IWorkshop>(workshop), Near(certificate.Value), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(one, options: Near(null), cancellationToken: Loopback.Token).SoonAsync();
        await using var answered = await answering.SoonAsync();
        var session = link.Session;
        var remote = link.GetRemote<IWorkshop>();
        var held = remote.HoldAsync("kept", Loopback.Token).AsTask();
        await workshop.Held.Task.SoonAsync();
        var states = new LinkStates(link);
        await link.LoseAsync();
        Assert.Equal(PeerLinkState.Suspended, await states.NextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => link.ResumeAsync(Loopback.Token));

        var (second, otherSecond) = SignalingChannel.CreatePair();
        await Task.WhenAll(link.ResumeAsync(second, Loopback.Token), answered.ResumeAsync(otherSecond, Loopback.Token)).SoonAsync();
        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
        Assert.Same(session, link.Session);

        await link.ResumeAsync(listener.Address, Loopback.Token).SoonAsync();
        Assert.Same(session, link.Session);
        workshop.Release.SetResult();
        Assert.Equal("kept", await held.SoonAsync());
        Assert.Empty(listener.Links);
        await Assert.ThrowsAsync<ArgumentException>(() => link.ResumeAsync(Another(listener.Address), Loopback.Token));
    }

    private static PeerLinkOptions Near(PeerCertificate? certificate) => new()
    {
        Connection = new PeerConnectionOptions { Certificate = certificate, IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(System.Net.IPAddress.Loopback) },
        MinReconnectDelay = TimeSpan.FromMilliseconds(1),
    };

    private static PeerAddress Another(PeerAddress address)
    {
        using var certificate = PeerCertificate.Create();
        return new PeerAddress(certificate.Identity, address.EndPoints);
    }

    private sealed class OwnedCertificate : IAsyncDisposable
    {
        public PeerCertificate Value { get; } = PeerCertificate.Create();

        public ValueTask DisposeAsync()
        {
            Value.Dispose();
            return default;
        }
    }
}
