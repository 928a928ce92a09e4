using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Links and listeners close at every stage, within their time.</summary>
public sealed class ClosingTests
{
    [Fact]
    public async Task A_connect_that_is_cancelled_before_or_while_it_dials_ends_as_cancelled()
    {
        using var certificate = PeerCertificate.Create();
        var nobody = new PeerAddress(certificate.Identity, IPEndPoint.Parse("127.0.0.1:9"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PeerLink.ConnectAsync(nobody, cancellationToken: new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PeerListener.ListenAsync(static _ => { }, cancellationToken: new CancellationToken(canceled: true)));

        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Loopback.Token);
        var connect = PeerLink.ConnectAsync(nobody, cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect.SoonAsync());
    }

    [Fact]
    public async Task A_connect_that_is_cancelled_when_its_session_begins_leaves_nothing_at_the_listener()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Loopback.Token);
        var ended = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await PeerListener.ListenAsync(
            (_, link) =>
            {
                cancelled.Cancel();
                ended.TrySetResult(link);
            },
            Loopback.Options(),
            Loopback.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PeerLink.ConnectAsync(listener.Address, cancellationToken: cancelled.Token).SoonAsync());

        await (await ended.Task.SoonAsync()).Completion.SoonAsync();
    }

    [Fact]
    public async Task A_link_is_disposed_of_while_it_waits_to_dial_anew_and_while_it_dials()
    {
        foreach (var delay in new[] { TimeSpan.FromHours(1), TimeSpan.Zero })
        {
            await using var listener = await LosableListener.StartAsync(new Greeter());
            var link = await PeerLink.ConnectAsync(
                listener.Address,
                options: new PeerLinkOptions { MinReconnectDelay = delay, MaxReconnectDelay = delay, ReconnectTimeout = TimeSpan.FromDays(1) },
                cancellationToken: Loopback.Token).SoonAsync();
            var states = new LinkStates(link);
            await listener.VanishAsync();
            Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());

            await link.DisposeAsync().AsTask().SoonAsync();

            Assert.Equal(PeerLinkEndKind.Closed, (await link.Completion).Kind);
            Assert.Equal(PeerLinkState.Closed, link.State);
        }
    }

    [Fact]
    public async Task Disposing_twice_and_from_several_threads_is_one_goodbye()
    {
        var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () => await (number % 2 == 0 ? link.DisposeAsync() : listener.DisposeAsync())))).SoonAsync();
        await link.DisposeAsync();
        await listener.DisposeAsync();

        Assert.Equal(PeerLinkState.Closed, link.State);
        Assert.Empty(listener.Links);
    }

    [Fact]
    public async Task A_handler_of_a_state_may_wait_for_the_link_to_close()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var link = await PeerLink.ConnectAsync(listener.Address, options: new PeerLinkOptions { MinReconnectDelay = TimeSpan.FromSeconds(10) }, cancellationToken: Loopback.Token).SoonAsync();
        link.StateChanged += state =>
        {
            if (state == PeerLinkState.Reconnecting)
            {
                link.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        };

        await listener.VanishAsync();

        Assert.Equal(PeerLinkEndKind.Closed, (await link.Completion.SoonAsync()).Kind);
    }

    [Fact]
    public async Task A_handler_may_dispose_of_its_own_link_and_listener_and_its_caller_gets_the_answer()
    {
        PeerListener? listener = null;
        PeerLink? accepted = null;
        var greeter = new ClosingGreeter(async () =>
        {
            await accepted!.DisposeAsync();
            await listener!.DisposeAsync();
        });
        listener = await PeerListener.ListenAsync(
            (peer, link) =>
            {
                accepted = link;
                peer.Serve<IGreeter>(greeter);
            },
            Loopback.Options(),
            Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        Assert.Equal("Goodbye, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());

        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await link.Completion.SoonAsync()).Kind);
        await listener.DisposeAsync().AsTask().SoonAsync();
    }

    [Fact]
    public async Task A_listener_that_closes_gives_running_calls_their_time_and_no_more()
    {
        var greeter = new Greeter();
        var options = Loopback.Options();
        options.Session.StopTimeout = TimeSpan.FromSeconds(1);
        var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(greeter), options, Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        var call = link.GetRemote<IGreeter>().WaitAsync(Loopback.Token).AsTask();
        await greeter.SomebodyWaits.SoonAsync();

        await listener.DisposeAsync().AsTask().SoonAsync();

        await Assert.ThrowsAsync<PeerException>(() => call.SoonAsync());
        Assert.Equal(PeerLinkEndKind.Failed, (await link.Completion.SoonAsync()).Kind);
    }

    [Fact]
    public async Task A_link_that_is_disposed_of_while_it_is_configured_never_comes_up()
    {
        var told = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await PeerListener.ListenAsync(
            (_, link) =>
            {
                Assert.Throws<InvalidOperationException>(() => link.Session);
                Assert.Equal(PeerLinkState.Connecting, link.State);
                link.DisposeAsync().AsTask().GetAwaiter().GetResult();
                told.TrySetResult(link);
            },
            Loopback.Options(),
            Loopback.Token);

        await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync());

        Assert.Equal(PeerLinkEndKind.Closed, (await (await told.Task.SoonAsync()).Completion.SoonAsync()).Kind);
        Assert.Empty(listener.Links);
    }

    private sealed class ClosingGreeter(Func<Task> close) : IGreeter
    {
        public async ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken)
        {
            await close();
            return $"Goodbye, {name}!";
        }

        public ValueTask WaitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
