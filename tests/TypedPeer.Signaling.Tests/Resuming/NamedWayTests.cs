using TypedPeer.DataChannels;
using TypedPeer.Signaling.Tests.Networks;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Links that came by an address, by HTTP's means or by hand go over to the name of their peer in a network, and back.</summary>
public sealed class NamedWayTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task A_link_by_an_address_goes_over_to_the_peers_name_and_back_with_the_same_session()
    {
        using var certificates = new Certificates();
        var server = new InProcessSignaling();
        await using var ada = await JoinAsync(server, "ada", certificates.Ada);
        await using var bob = await JoinAsync(server, "bob", certificates.Bob);
        var workshop = new Workshop();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(workshop), Loopback.Options(certificate: certificates.Bob), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick with { Connection = new PeerConnectionOptions { Certificate = certificates.Ada } }, cancellationToken: Loopback.Token).SoonAsync();
        var session = link.Session;
        var held = link.GetRemote<IWorkshop>().HoldAsync("kept", Loopback.Token).AsTask();
        await workshop.Held.Task.SoonAsync();
        var other = await accepted.Task.SoonAsync();

        await link.ResumeAsync(ada, "bob", Loopback.Token).SoonAsync();
        Assert.Same(session, link.Session);
        Assert.Equal(("bob", null, link), (link.PeerId, link.Address, Assert.Single(ada.Peers).Link));
        await UntilAsync(bob, () => bob.Peers is [{ Link: { } known }] && ReferenceEquals(known, other));
        Assert.Equal("ada", other.PeerId);

        // Both sides know the way: either finds the other again.
        foreach (var lost in new[] { link, other, link })
        {
            var (states, others) = (new LinkStates(link), new LinkStates(other));
            await lost.LoseAsync();
            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync()]);
            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await others.NextAsync(), await others.NextAsync()]);
        }

        // The peer knows a way by now, and looks for this side as well.
        await link.ResumeAsync(listener.Address, Loopback.Token).SoonAsync();
        Assert.Same(session, link.Session);
        Assert.Equal((null, listener.Address), (link.PeerId, link.Address));
        await UntilAsync(ada, () => ada.Peers.All(static peer => peer.Link is null));

        await link.ResumeAsync(ada, "bob", Loopback.Token).SoonAsync();
        Assert.Same(session, link.Session);
        workshop.Release.SetResult();
        Assert.Equal("kept", await held.SoonAsync());
        Assert.Empty(await link.GetRemote<IWorkshop>().NotesAsync(Loopback.Token).AsTask().SoonAsync());
    }

    [Fact]
    public async Task A_link_that_was_made_by_hand_goes_over_to_a_name_of_either_sides_choice_or_of_both_at_once()
    {
        foreach (var both in new[] { false, true })
        {
            using var certificates = new Certificates();
            var server = new InProcessSignaling();
            await using var ada = await JoinAsync(server, "ada", certificates.Ada);
            await using var bob = await JoinAsync(server, "bob", certificates.Bob);
            var workshop = new Workshop();
            var (one, two) = SignalingChannel.CreatePair();
            var answering = PeerLink.ConnectAsync(two, peer => peer.Serve<IWorkshop>(workshop), Near(certificates.Bob), Loopback.Token);
            await using var link = await PeerLink.ConnectAsync(one, options: Near(certificates.Ada), cancellationToken: Loopback.Token).SoonAsync();
            await using var answered = await answering.SoonAsync();
            var session = link.Session;
            var held = link.GetRemote<IWorkshop>().HoldAsync("kept", Loopback.Token).AsTask();
            await workshop.Held.Task.SoonAsync();

            await Task.WhenAll(answered.ResumeAsync(bob, "ada", Loopback.Token), both ? link.ResumeAsync(ada, "bob", Loopback.Token) : Task.CompletedTask).SoonAsync();
            workshop.Release.SetResult();
            Assert.Equal("kept", await held.SoonAsync());
            Assert.Same(session, link.Session);
            await UntilAsync(ada, () => link.PeerId == "bob" && answered.PeerId == "ada");
        }
    }

    [Fact]
    public async Task A_link_that_goes_over_while_the_application_is_asked_about_the_peers_offer_of_it_goes_on()
    {
        using var certificates = new Certificates();
        var server = new InProcessSignaling();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ada = await JoinAsync(server, "ada", certificates.Ada, async (_, token) =>
        {
            asked.TrySetResult();
            return await answer.Task.WaitAsync(token);
        });
        await using var bob = await JoinAsync(server, "bob", certificates.Bob);
        var (one, two) = SignalingChannel.CreatePair();
        var answering = PeerLink.ConnectAsync(two, peer => peer.Serve<IWorkshop>(new Workshop()), Near(certificates.Bob), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(one, options: Near(certificates.Ada), cancellationToken: Loopback.Token).SoonAsync();
        await using var answered = await answering.SoonAsync();
        Assert.Empty(await link.GetRemote<IWorkshop>().NotesAsync(Loopback.Token).AsTask().SoonAsync());
        var session = link.Session;

        var going = answered.ResumeAsync(bob, "ada", Loopback.Token);
        await asked.Task.SoonAsync();
        var meeting = link.ResumeAsync(ada, "bob", Loopback.Token);
        Assert.Same(link, Assert.Single(ada.Peers).Link);
        answer.SetResult(true);
        await Task.WhenAll(going, meeting).SoonAsync();
        Assert.Same(session, link.Session);
        Assert.Empty(await link.GetRemote<IWorkshop>().NotesAsync(Loopback.Token).AsTask().SoonAsync());
    }

    [Fact]
    public async Task A_name_of_somebody_else_is_no_way_to_the_peer_and_the_link_is_over_by_name()
    {
        using var certificates = new Certificates();
        var server = new InProcessSignaling();
        await using var ada = await JoinAsync(server, "ada", certificates.Ada);
        await using var eve = await JoinAsync(server, "eve", null);
        await using var stranger = await JoinAsync(server, "stranger", null);
        var workshop = new Workshop();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(workshop), Loopback.Options(certificate: certificates.Bob), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick with { Connection = new PeerConnectionOptions { Certificate = certificates.Ada } }, cancellationToken: Loopback.Token).SoonAsync();
        Assert.Empty(await link.GetRemote<IWorkshop>().NotesAsync(Loopback.Token).AsTask().SoonAsync());

        // The certificate of a network that is another than the link's.
        await Assert.ThrowsAsync<ArgumentException>(() => link.ResumeAsync(stranger, "eve", Loopback.Token));
        Assert.Equal(PeerLinkState.Connected, link.State);

        // A peer that is another than the link's.
        await Assert.ThrowsAsync<PeerException>(() => link.ResumeAsync(ada, "eve", Loopback.Token).SoonAsync());
        var end = await link.Completion.SoonAsync();
        Assert.Equal(PeerNetworkError.FingerprintMismatch, Assert.IsType<PeerNetworkException>(end.Exception).Error);
        await UntilAsync(ada, () => ada.Peers.All(static peer => peer.Link is null));
    }

    private static Task<PeerNetwork> JoinAsync(
        InProcessSignaling server, string id, PeerCertificate? certificate, Func<PeerAcceptContext, CancellationToken, ValueTask<bool>>? accept = null)
    {
        var options = Meeting.Options(id);
        return PeerNetwork.JoinAsync(
            server,
            options with { Accept = accept, Link = Quick with { Connection = options.Link.Connection with { Certificate = certificate } } },
            Loopback.Token).SoonAsync();
    }

    private static PeerLinkOptions Near(PeerCertificate certificate) => Quick with { Connection = Meeting.Options("near").Link.Connection with { Certificate = certificate } };

    /// <summary>Waits until something holds, which a network tells to have changed.</summary>
    private static async Task UntilAsync(PeerNetwork network, Func<bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        void OnChanged(NetworkPeer peer) => changed.Release();
        network.PeerChanged += OnChanged;
        while (!holds())
        {
            Assert.True(await changed.WaitAsync(Loopback.Patience, Loopback.Token));
        }

        network.PeerChanged -= OnChanged;
    }

    private sealed class Certificates : IDisposable
    {
        public PeerCertificate Ada { get; } = PeerCertificate.Create();

        public PeerCertificate Bob { get; } = PeerCertificate.Create();

        public void Dispose()
        {
            Ada.Dispose();
            Bob.Dispose();
        }
    }
}
