using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Channels;

/// <summary>Plain channels beside the session of a link.</summary>
public sealed class LinkChannelTests
{
    [Fact]
    public async Task Bytes_and_text_go_both_ways_beside_calls()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = Accepted(listener);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        await using var chat = link.OpenChannel("chat");
        Assert.True(chat.TrySend([1, 2, 3]));
        await chat.SendAsync("Grüße", Loopback.Token);
        var right = await (await accepted.SoonAsync()).AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync();

        await using var messages = right.ReadAllAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        Assert.True(await messages.MoveNextAsync().AsTask().SoonAsync());
        Assert.False(messages.Current.IsText);
        Assert.Equal([1, 2, 3], messages.Current.Data.ToArray());
        Assert.True(await messages.MoveNextAsync().AsTask().SoonAsync());
        Assert.Equal((true, "Grüße"), (messages.Current.IsText, messages.Current.GetText()));
        await right.SendAsync("back", Loopback.Token);
        Assert.Equal(["back"], await chat.TextsAsync(1));
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task A_link_that_dials_anew_has_its_channels_again()
    {
        await using var listener = await LosableListener.StartAsync(new Greeter());
        var options = new PeerLinkOptions
        {
            Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(2) },
            MinReconnectDelay = TimeSpan.FromMilliseconds(10),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(50),
            MaxReconnectAttempts = int.MaxValue,
        };
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: options, cancellationToken: Loopback.Token).SoonAsync();
        var chat = link.OpenChannel("chat");
        await chat.BecomesAsync(DataChannelState.Open);

        await listener.VanishAsync();
        await chat.BecomesAsync(DataChannelState.Connecting);
        await chat.SendAsync("still here", Loopback.Token);
        await listener.ComeBackAsync(new Greeter());
        var accepted = Accepted(listener.Listener);

        Assert.Equal(["still here"], await (await (await accepted.SoonAsync()).AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync()).TextsAsync(1));
        await chat.BecomesAsync(DataChannelState.Open);
        Assert.Equal(2, chat.GetStatistics().TimesOpened);
    }

    [Fact]
    public async Task A_link_that_closes_lets_every_message_leave_that_was_accepted()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = Accepted(listener);
        var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        var chat = link.OpenChannel("chat");
        var other = await accepted.SoonAsync();
        var right = await other.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync();
        for (var i = 0; i < 200; i++)
        {
            await chat.SendAsync(new byte[10_000], Loopback.Token);
        }

        await link.DisposeAsync().AsTask().SoonAsync();

        Assert.Equal(PeerChannelCloseKind.Local, (await chat.Closed.SoonAsync()).Kind);
        Assert.Equal((200, 0, 0), (chat.GetStatistics().MessagesSent, chat.GetStatistics().MessagesLost, chat.GetStatistics().MessagesDropped));
        Assert.Equal(PeerChannelCloseKind.Remote, (await right.Closed.SoonAsync()).Kind);
        Assert.Equal(200, (await right.TextsAsync(int.MaxValue)).Count);
        Assert.Equal(PeerStatus.Unavailable, Assert.Throws<PeerException>(() => link.OpenChannel("late")).Status);
    }

    [Fact]
    public async Task Either_side_closes_one_channel_and_all_else_goes_on()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var accepted = Accepted(listener);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        var (first, second) = (link.OpenChannel("first"), link.OpenChannel("second"));
        var other = await accepted.SoonAsync();
        var incoming = new[] { await other.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync(), await other.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync() };

        await incoming.Single(static channel => channel.Label == "first").CloseAsync(Loopback.Token).AsTask().SoonAsync();

        Assert.Equal(PeerChannelCloseKind.Remote, (await first.Closed.SoonAsync()).Kind);
        await second.SendAsync("on", Loopback.Token);
        Assert.Equal(["on"], await incoming.Single(static channel => channel.Label == "second").TextsAsync(1));
        await using var again = link.OpenChannel("first");
        Assert.Equal("first", (await other.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync()).Label);
    }

    [Fact]
    public async Task What_is_the_sessions_and_what_there_is_already_is_refused()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        Assert.Throws<ArgumentException>(() => link.OpenChannel("typedpeer"));
        Assert.Throws<ArgumentException>(() => link.OpenChannel("mine", new() { Negotiated = true, Id = 0 }));
        Assert.Throws<ArgumentException>(() => link.OpenChannel("mine", new() { Negotiated = true, Id = 1023 }));
        Assert.Throws<ArgumentException>(() => link.OpenChannel("mine", new() { MaxRetransmits = 1, MaxPacketLifeTime = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => link.OpenChannel("mine", options: new() { MaxQueuedMessages = 0 }));
        link.OpenChannel("mine");
        Assert.Throws<InvalidOperationException>(() => link.OpenChannel("mine"));
        link.OpenChannel("mine", new() { Protocol = "other" });
        link.OpenChannel("one", new() { Negotiated = true, Id = 5 });
        Assert.Throws<InvalidOperationException>(() => link.OpenChannel("two", new() { Negotiated = true, Id = 5 }));
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    private static Task<PeerLink> Accepted(PeerListener listener)
    {
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        if (listener.Links.FirstOrDefault() is { } there)
        {
            accepted.TrySetResult(there);
        }

        return accepted.Task;
    }
}
