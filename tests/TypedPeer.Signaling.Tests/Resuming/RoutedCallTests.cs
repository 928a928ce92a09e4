namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Proxies of a link outlive its sessions, where the peer has lost the one before.</summary>
public sealed class RoutedCallTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task A_proxy_goes_on_with_the_next_session_after_a_refused_resume()
    {
        await using var listener = await RestartedListener.StartAsync();
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IRepeater>();
        Assert.Equal(1, await remote.NumberAsync(Loopback.Token));
        var first = link.Session;
        await listener.RestartAsync();
        await first.Completion.SoonAsync();
        Assert.Equal(2, await remote.NumberAsync(Loopback.Token).AsTask().SoonAsync());
        Assert.NotSame(first, link.Session);
        Assert.Equal(2, await link.GetRemote<IRepeater>(new PeerCallOptions { Timeout = Loopback.Patience }).NumberAsync(Loopback.Token));
    }

    [Fact]
    public async Task What_was_under_way_says_what_became_of_it_and_what_is_idempotent_is_made_again()
    {
        await using var listener = await RestartedListener.StartAsync();
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IRepeater>();
        var once = remote.OnceAsync(Loopback.Token).AsTask();
        var again = remote.AgainAsync(Loopback.Token).AsTask();
        var items = remote.ItemsAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        var none = items.MoveNextAsync().AsTask();
        await listener.Current.Running(3).SoonAsync();
        await listener.RestartAsync();

        var lost = await Assert.ThrowsAsync<PeerException>(() => once.SoonAsync());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (lost.Status, lost.Fate));
        await listener.Current.Running(2).SoonAsync();
        listener.Current.Let();
        Assert.Equal(2, await again.SoonAsync());
        Assert.True(await none.SoonAsync());
        Assert.Equal(2, items.Current);
        await items.DisposeAsync();
    }

    [Fact]
    public async Task One_way_calls_are_counted_and_not_made_again_although_their_method_is_idempotent()
    {
        await using var listener = await RestartedListener.StartAsync();
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IRepeater>();
        var first = link.Session;
        var before = listener.Current;
        await remote.SetAsync(5, Loopback.Token);
        Assert.Equal(1, await remote.NumberAsync(Loopback.Token).AsTask().SoonAsync());
        Assert.Equal([5], before.Values);
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        await remote.SetAsync(7, Loopback.Token);
        await listener.RestartAsync();
        await link.ResumeAsync(Loopback.Token).SoonAsync();

        // The one that was handled may have been acknowledged; the other never left.
        Assert.InRange((await first.Completion.SoonAsync()).OneWayCallsUnacknowledged, 1, 2);
        await remote.SetAsync(9, Loopback.Token);
        Assert.Equal(2, await remote.NumberAsync(Loopback.Token).AsTask().SoonAsync());
        Assert.Equal([5], before.Values);
        Assert.Equal([9], listener.Current.Values);
    }

    [Fact]
    public async Task A_stream_that_has_given_items_says_where_it_broke_and_is_not_begun_again()
    {
        await using var listener = await RestartedListener.StartAsync();
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        listener.Current.Let();
        await using var items = link.GetRemote<IRepeater>().ItemsAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        Assert.True(await items.MoveNextAsync().AsTask().SoonAsync());
        var second = items.MoveNextAsync().AsTask();
        await listener.RestartAsync();
        var broken = await Assert.ThrowsAsync<PeerException>(() => second.SoonAsync());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (broken.Status, broken.Fate));
        Assert.Contains("after 1 item", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotent_call_whose_deadline_passes_while_the_peer_is_away_says_so()
    {
        await using var listener = await RestartedListener.StartAsync();
        var options = Quick with { Session = new PeerSessionOptions { ResumeTimeout = TimeSpan.Zero } };
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: options, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IRepeater>(new PeerCallOptions { Timeout = TimeSpan.FromSeconds(1) });
        var again = remote.AgainAsync(Loopback.Token).AsTask();
        await listener.Current.Running(1).SoonAsync();
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        var late = await Assert.ThrowsAsync<PeerException>(() => again.SoonAsync());
        Assert.Equal((PeerStatus.DeadlineExceeded, PeerCallFate.MayHaveExecuted), (late.Status, late.Fate));
    }

    [Fact]
    public async Task A_call_that_waits_for_the_next_session_ends_with_its_token_and_with_the_link()
    {
        await using var listener = await RestartedListener.StartAsync();
        var options = Quick with { Session = new PeerSessionOptions { ResumeTimeout = TimeSpan.Zero } };
        var link = await PeerLink.ConnectAsync(listener.Address, options: options, cancellationToken: Loopback.Token).SoonAsync();
        var remote = link.GetRemote<IRepeater>();
        await link.SuspendAsync(Loopback.Token).SoonAsync();
        using var enough = new CancellationTokenSource();
        var cancelled = remote.NumberAsync(enough.Token).AsTask();
        var waiting = remote.OnceAsync(Loopback.Token).AsTask();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.SoonAsync());
        Assert.False(waiting.IsCompleted);
        await link.DisposeAsync().AsTask().SoonAsync();
        var over = await Assert.ThrowsAsync<PeerException>(() => waiting.SoonAsync());
        Assert.Equal((PeerStatus.Unavailable, PeerCallFate.NotSent), (over.Status, over.Fate));
    }
}
