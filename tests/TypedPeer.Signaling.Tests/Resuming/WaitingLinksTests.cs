using System.Collections.Concurrent;
using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Links of a listener that wait for their peers are bounded.</summary>
public sealed class WaitingLinksTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task Past_the_number_of_links_that_may_wait_the_one_that_has_waited_longest_is_given_up()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options() with { MaxSuspendedLinks = 2 }, Loopback.Token);
        var accepted = Channel.CreateUnbounded<PeerLink>();
        var (links, others) = (new List<PeerLink>(), new List<PeerLink>());
        listener.LinkConnected += link => accepted.Writer.TryWrite(link);
        for (var i = 0; i < 3; i++)
        {
            links.Add(await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync());
            Assert.Equal("Hello, Ada!", await links[i].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
            others.Add(await accepted.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync());
        }

        var sessions = links.ConvertAll(static link => link.Session);
        foreach (var (link, other) in links.Zip(others))
        {
            var states = new LinkStates(other);
            await link.SuspendAsync(Loopback.Token).SoonAsync();
            Assert.Equal(PeerLinkState.PeerSuspended, await states.NextAsync());
        }

        Assert.Equal(PeerLinkEndKind.Lost, (await others[0].Completion.SoonAsync()).Kind);
        Assert.False(others[1].Completion.IsCompleted || others[2].Completion.IsCompleted);
        for (var i = 2; i >= 0; i--)
        {
            await links[i].ResumeAsync(Loopback.Token).SoonAsync();
            Assert.Equal(i == 0, links[i].Session != sessions[i]);
            Assert.Equal("Hello, Ada!", await links[i].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
            await links[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task Past_the_bytes_that_may_be_held_for_them_a_link_does_not_wait()
    {
        var workshop = new Workshop();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(workshop), Loopback.Options() with { MaxSuspendedBytes = 0 }, Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var session = link.Session;
        Assert.Empty(await link.GetRemote<IWorkshop>().NotesAsync(Loopback.Token));
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        Assert.Equal(PeerLinkEndKind.Lost, (await (await accepted.Task.SoonAsync()).Completion.SoonAsync()).Kind);
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.NotSame(session, link.Session);
    }

    [Fact]
    public async Task A_resume_is_asked_about_again_and_one_that_is_refused_begins_anew_or_not_at_all()
    {
        var answers = new ConcurrentQueue<bool>([true, true, false, true]);
        var options = Loopback.Options();
        options.Session.AuthorizePeer = _ => answers.TryDequeue(out var answer) && answer;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var session = link.Session;
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.Same(session, link.Session);

        await link.SuspendAsync(Loopback.Token).SoonAsync();
        await link.ResumeAsync(Loopback.Token).SoonAsync();
        Assert.NotSame(session, link.Session);
        Assert.Contains("may not have this session", (await session.Completion.SoonAsync()).Message, StringComparison.Ordinal);

        await link.SuspendAsync(Loopback.Token).SoonAsync();
        var over = await Assert.ThrowsAsync<PeerException>(() => link.ResumeAsync(Loopback.Token).SoonAsync());
        Assert.Equal(PeerStatus.Unavailable, over.Status);
        Assert.Equal(PeerLinkEndKind.Failed, (await link.Completion.SoonAsync()).Kind);
    }
}
