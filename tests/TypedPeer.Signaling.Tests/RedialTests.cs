using TypedPeer.DataChannels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests;

/// <summary>A link dials anew after a loss, and only then.</summary>
public sealed class RedialTests
{
    private static readonly PeerConnectionOptions Impatient = new() { ConnectTimeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task After_a_loss_the_link_dials_anew_as_the_same_peer_and_a_new_session_takes_calls()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var configured = 0;
        await using var link = await PeerLink.ConnectAsync(
            listener.Address,
            _ => configured++,
            new PeerLinkOptions { Connection = Impatient, MinReconnectDelay = TimeSpan.FromMilliseconds(10), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue },
            Loopback.Token).SoonAsync();
        var states = new LinkStates(link);
        var first = link.Session;
        var identity = link.Connection.LocalIdentity;

        await listener.VanishAsync();
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        var coming = link.GetSessionAsync(Loopback.Token);
        Assert.False(coming.IsCompleted);
        await listener.ComeBackAsync(new Greeter("Again"));

        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await first.Completion.SoonAsync()).Kind);
        var second = await coming.SoonAsync();
        Assert.NotSame(first, second);
        Assert.Same(second, link.Session);
        Assert.Equal("Again, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(2, configured);
        Assert.Equal(identity, link.Connection.LocalIdentity);
        Assert.Equal(listener.Listener.Identity, link.RemoteIdentity);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_never_given_out_again_also_before_the_link_has_noticed()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        for (var i = 0; i < 20; i++)
        {
            await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
            var first = await link.GetSessionAsync(Loopback.Token).SoonAsync();
            await first.StopAsync(Loopback.Token);
            Assert.Equal(PeerStatus.Unavailable, (await Assert.ThrowsAsync<PeerException>(() => link.GetSessionAsync(Loopback.Token).SoonAsync())).Status);
        }
    }

    [Fact]
    public async Task Calls_and_streams_under_way_end_as_lost_and_so_do_later_ones_of_the_old_session()
    {
        var greeter = new Greeter();
        await using var listener = await LosableListener.StartAsync(greeter);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: new PeerLinkOptions { MaxReconnectAttempts = 0 }, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IGreeter>();
        var call = remote.WaitAsync(Loopback.Token).AsTask();
        await using var stream = remote.CountAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        Assert.True(await stream.MoveNextAsync());
        await greeter.SomebodyWaits.SoonAsync();

        await listener.VanishAsync();

        var lost = await Assert.ThrowsAsync<PeerException>(() => call.SoonAsync());
        Assert.Equal(PeerStatus.ConnectionLost, lost.Status);
        Assert.Equal(PeerCallFate.MayHaveExecuted, lost.Fate);
        Assert.Equal(PeerStatus.ConnectionLost, (await Assert.ThrowsAsync<PeerException>(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().SoonAsync())
            {
            }
        })).Status);
        var late = await Assert.ThrowsAsync<PeerException>(() => remote.GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        Assert.Equal(PeerCallFate.NotSent, late.Fate);
    }

    [Fact]
    public async Task A_peer_that_stays_away_ends_the_link_after_the_attempts_of_its_options()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var time = new QuickTimeProvider();
        await using var link = await PeerLink.ConnectAsync(
            listener.Address,
            options: new PeerLinkOptions { Connection = Impatient, MaxReconnectAttempts = 3, TimeProvider = time, Random = new Random(5) },
            cancellationToken: Loopback.Token).SoonAsync();
        var states = new LinkStates(link);

        await listener.VanishAsync();

        var end = await link.Completion.SoonAsync();
        Assert.Equal(PeerLinkEndKind.Lost, end.Kind);
        Assert.Equal(PeerConnectFailure.NoAnswer, Assert.IsType<PeerConnectException>(end.Exception).Failure);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Session!.Kind);
        Assert.Contains("3 attempts", end.Message, StringComparison.Ordinal);
        Assert.Equal(3, time.Delays.Count);
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        Assert.Equal(PeerLinkState.Closed, await states.NextAsync());
        Assert.Equal(PeerStatus.Unavailable, (await Assert.ThrowsAsync<PeerException>(() => link.GetSessionAsync(Loopback.Token))).Status);
    }

    [Fact]
    public async Task A_link_that_waits_to_dial_anew_dials_when_its_clock_says_so()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var time = new ManualTimeProvider();
        await using var link = await PeerLink.ConnectAsync(
            listener.Address,
            options: new PeerLinkOptions { MinReconnectDelay = TimeSpan.FromSeconds(8), TimeProvider = time, Random = new Random(5) },
            cancellationToken: Loopback.Token).SoonAsync();
        var states = new LinkStates(link);
        await listener.VanishAsync();
        Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
        await listener.ComeBackAsync(new Greeter("Again"));
        while (time.NextDue == TimeSpan.MaxValue)
        {
            await Task.Yield();
        }

        Assert.InRange(time.NextDue, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
        time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal(PeerLinkState.Reconnecting, link.State);
        time.Advance(TimeSpan.FromSeconds(4.1));

        Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
        Assert.Equal("Again, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task A_goodbye_of_the_listener_closes_the_link_and_nothing_is_dialled()
    {
        var time = new QuickTimeProvider();
        var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: new PeerLinkOptions { TimeProvider = time }, cancellationToken: Loopback.Token).SoonAsync();
        var states = new LinkStates(link);

        await listener.DisposeAsync().AsTask().SoonAsync();

        var end = await link.Completion.SoonAsync();
        Assert.Equal(PeerLinkEndKind.ClosedByPeer, end.Kind);
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, end.Session!.Kind);
        Assert.Equal(PeerLinkState.Closed, await states.NextAsync());
        Assert.Empty(time.Delays);
    }

    [Fact]
    public async Task A_goodbye_of_this_side_says_so_on_both()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();

        await link.DisposeAsync().AsTask().SoonAsync();

        var end = await link.Completion;
        Assert.Equal(PeerLinkEndKind.Closed, end.Kind);
        Assert.Equal(PeerSessionEndKind.Stopped, end.Session!.Kind);
        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await other.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerLinkState.Closed, other.State);
    }

    [Fact]
    public async Task A_listener_that_refuses_the_peer_when_it_dials_anew_ends_the_link()
    {
        await using var port = PeerPort.Open(Loopback.Options().Connections.Port);
        var refuses = false;
        var options = Loopback.Options() with { Port = port };
        options.Session.AuthorizePeer = _ => !Volatile.Read(ref refuses);
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: new PeerLinkOptions { TimeProvider = new QuickTimeProvider() }, cancellationToken: Loopback.Token).SoonAsync();

        Volatile.Write(ref refuses, true);
        await (await accepted.Task.SoonAsync()).Connection.CloseAsync(new CancellationToken(canceled: true));

        var end = await link.Completion.SoonAsync();
        Assert.Equal(PeerLinkEndKind.Failed, end.Kind);
        Assert.Equal(PeerConnectFailure.Refused, Assert.IsType<PeerConnectException>(end.Exception).Failure);
    }

    [Fact]
    public async Task A_configuration_that_throws_for_the_new_session_ends_the_link_with_what_it_threw()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var calls = 0;
        await using var link = await PeerLink.ConnectAsync(
            listener.Address,
            _ =>
            {
                if (++calls > 1)
                {
                    throw new InvalidDataException("Once only.");
                }
            },
            new PeerLinkOptions { TimeProvider = new QuickTimeProvider(), Session = { ResumeTimeout = TimeSpan.Zero } },
            Loopback.Token).SoonAsync();

        await listener.VanishAsync();

        var end = await link.Completion.SoonAsync();
        Assert.Equal(PeerLinkEndKind.Failed, end.Kind);
        Assert.IsType<InvalidDataException>(end.Exception);
    }

    [Fact]
    public async Task An_accepted_link_that_is_lost_and_does_not_resume_is_over()
    {
        var options = Loopback.Options();
        options.Session.ResumeTimeout = TimeSpan.Zero;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: new PeerLinkOptions { MaxReconnectAttempts = 0 }, cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();

        await link.Connection.CloseAsync(new CancellationToken(canceled: true));

        Assert.Equal(PeerLinkEndKind.Lost, (await other.Completion.SoonAsync()).Kind);
    }
}
