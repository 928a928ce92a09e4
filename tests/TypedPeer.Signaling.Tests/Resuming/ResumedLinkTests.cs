namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>A link whose connection is lost goes on over another, and with it everything that was under way.</summary>
public sealed class ResumedLinkTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task Calls_and_streams_both_ways_go_on_over_ten_cuts_of_either_side_and_nothing_is_lost_or_doubled()
    {
        var workshop = new Workshop();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IWorkshop>(workshop), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();
        var session = link.Session;
        var remote = link.GetRemote<IWorkshop>();
        var held = remote.HoldAsync("kept", Loopback.Token).AsTask();
        await workshop.Held.Task.SoonAsync();
        await using var doubled = remote.DoubleAsync(Numbers(2000), Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        for (var i = 0; i < 2000; i++)
        {
            if (i % 200 == 100)
            {
                await (i % 400 == 100 ? link : other).LoseAsync();
                await remote.NoteAsync(i, Loopback.Token);
            }

            Assert.True(await doubled.MoveNextAsync().AsTask().SoonAsync());
            Assert.Equal(2 * i, doubled.Current);
        }

        Assert.False(await doubled.MoveNextAsync().AsTask().SoonAsync());
        workshop.Release.SetResult();
        Assert.Equal("kept", await held.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 10).Select(static round => (200 * round) + 100), await remote.NotesAsync(Loopback.Token));
        Assert.Same(session, await link.GetSessionAsync(Loopback.Token).SoonAsync());
        Assert.Equal(0, session.GetStatistics().CallsOfUnknownOutcome);
        Assert.Equal(PeerLinkState.Connected, link.State);
        Assert.Equal(other, Assert.Single(listener.Links));
    }

    [Fact]
    public async Task A_link_tells_that_it_reconnects_and_calls_made_meanwhile_wait()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var states = new LinkStates(link);
        var session = link.Session;
        var remote = link.GetRemote<IGreeter>();

        // An answer comes behind the peer's share of the key.
        Assert.Equal("Hello, Bob!", await remote.GreetAsync("Bob", Loopback.Token).AsTask().SoonAsync());
        await link.LoseAsync();
        Assert.Equal("Hello, Ada!", await remote.GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
        Assert.Same(session, await link.GetSessionAsync(Loopback.Token).SoonAsync());
    }

    [Fact]
    public async Task A_listener_that_was_restarted_gets_a_new_session_on_the_first_connection()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var configured = 0;
        await using var link = await PeerLink.ConnectAsync(listener.Address, _ => configured++, Quick, Loopback.Token).SoonAsync();
        var first = link.Session;
        first.Items["key"] = "value";
        await listener.VanishAsync();
        await listener.ComeBackAsync(new Greeter("Again"));
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await first.Completion.SoonAsync()).Kind);
        var second = await link.GetSessionAsync(Loopback.Token).SoonAsync();
        Assert.NotSame(first, second);
        Assert.Empty(second.Items);
        Assert.Equal(2, configured);
        Assert.Equal("Again, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Same(second, link.Session);
    }

    [Fact]
    public async Task Without_resuming_on_one_side_the_next_connection_has_a_new_session()
    {
        var options = Loopback.Options();
        options.Session.ResumeTimeout = TimeSpan.Zero;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var first = link.Session;
        await link.LoseAsync();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await first.Completion.SoonAsync()).Kind);
        Assert.NotSame(first, await link.GetSessionAsync(Loopback.Token).SoonAsync());
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task Links_that_are_disposed_of_while_their_sessions_wait_end_at_once()
    {
        var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Patient(Loopback.Options()), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        var slow = Quick with { MinReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1), ReconnectTimeout = TimeSpan.FromDays(1) };
        slow.Session.StopTimeout = TimeSpan.FromHours(1);
        var link = await PeerLink.ConnectAsync(listener.Address, options: slow, cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();
        var states = new LinkStates(link);
        var otherStates = new LinkStates(other);

        // An answer comes behind the keys of both sides.
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        await link.LoseAsync();
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        Assert.Equal(PeerLinkState.Reconnecting, await otherStates.NextAsync());
        await link.DisposeAsync().AsTask().SoonAsync();
        await listener.DisposeAsync().AsTask().SoonAsync();
        Assert.Equal(PeerLinkEndKind.Closed, (await link.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerLinkEndKind.Closed, (await other.Completion.SoonAsync()).Kind);
    }

    private static PeerListenerOptions Patient(PeerListenerOptions options)
    {
        options.Session.StopTimeout = TimeSpan.FromHours(1);
        return options;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
