using System.Globalization;
using TypedPeer.Channels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.Channels;

/// <summary>What a channel of a link holds is bounded both ways, and reaching a bound is told.</summary>
public sealed class BoundTests
{
    [Fact]
    public async Task A_message_without_room_is_refused_by_a_typed_error_and_one_that_may_wait_waits()
    {
        await using var pair = new RebuiltPair();
        var left = pair.Left.Open("chat", new(), new());
        for (var i = 0; i < 256; i++)
        {
            Assert.True(left.TrySend(i.ToString(CultureInfo.InvariantCulture)));
        }

        var overflow = Assert.Throws<PeerChannelOverflowException>(() => left.TrySend("256"));
        Assert.Equal((256, left.BufferedAmount), (overflow.QueuedMessages, overflow.BufferedAmount));
        using var giveUp = new CancellationTokenSource();
        var given = left.SendAsync("never", giveUp.Token).AsTask();
        var waiting = left.SendAsync("256", Loopback.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.SoonAsync());
        Assert.False(waiting.IsCompleted);
        Assert.Throws<PeerChannelOverflowException>(() => left.TrySend("257"));

        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();

        await waiting.SoonAsync();
        Assert.Equal(Enumerable.Range(0, 257).Select(static i => i.ToString(CultureInfo.InvariantCulture)), await (await accepting.SoonAsync()).TextsAsync(257));
    }

    [Fact]
    public async Task Bytes_that_wait_are_bounded_whatever_the_number_of_messages()
    {
        await using var pair = new RebuiltPair();
        var left = pair.Left.Open("chat", new(), new() { MaxBufferedAmount = 100_000 });
        Assert.True(left.TrySend(new byte[60_000]));
        Assert.True(left.TrySend(new byte[40_000]));
        Assert.Throws<PeerChannelOverflowException>(() => left.TrySend([1]));
        Assert.Throws<ArgumentException>(() => left.TrySend(new byte[65_537]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await left.SendAsync(new byte[65_537], Loopback.Token));
        Assert.Equal(100_000, left.BufferedAmount);
    }

    [Fact]
    public async Task Small_bounds_only_make_it_slower()
    {
        await using var pair = new RebuiltPair();
        var left = pair.Left.Open("chat", new(), new() { MaxBufferedAmount = 700, MaxQueuedMessages = 1 });
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var reading = (await accepting.SoonAsync()).TextsAsync(500);
        var sending = Task.WhenAll(Enumerable.Range(0, 500).Select(i => left.SendAsync($"{i} {new string('x', i * 7 % 1500)}", Loopback.Token).AsTask()));

        await sending.SoonAsync();

        Assert.Equal(Enumerable.Range(0, 500).Select(static i => i.ToString(CultureInfo.InvariantCulture)), (await reading.SoonAsync()).Select(static text => text.Split(' ')[0]));
    }

    [Fact]
    public async Task A_reader_that_is_slow_holds_the_peer_back_and_misses_nothing()
    {
        await using var pair = new RebuiltPair();
        pair.Right.IncomingOptions = new() { MaxReceivedAmount = 10_000 };
        var left = pair.Left.Open("file", new(), new());
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var right = await accepting.SoonAsync();
        var block = new byte[60_000];
        var sent = 0;
        var stop = false;

        // More than both sides and the way between hold.
        async Task SendAsync()
        {
            while (!Volatile.Read(ref stop))
            {
                block[0] = (byte)sent;
                await left.SendAsync(block.ToArray(), Loopback.Token);
                sent++;
            }
        }

        var sending = Task.Run(SendAsync, Loopback.Token);
        while (right.GetStatistics().MessagesReceived < 1 || left.BufferedAmount < 900_000)
        {
            await Task.Yield();
        }

        Assert.Equal(1, right.GetStatistics().MessagesReceived);
        Volatile.Write(ref stop, true);
        await using var messages = right.ReadAllAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        for (var i = 0; i == 0 || !sending.IsCompleted || i < sent; i++)
        {
            Assert.True(await messages.MoveNextAsync().AsTask().SoonAsync());
            Assert.Equal((60_000, (byte)i), (messages.Current.Data.Length, messages.Current.Data.Span[0]));
        }

        Assert.Equal(0, right.GetStatistics().MessagesUnread);
    }

    [Fact]
    public async Task A_channel_of_which_nothing_is_read_is_closed_before_it_holds_the_session_up_for_ever()
    {
        var time = new ManualTimeProvider();
        await using var pair = new RebuiltPair(time);
        pair.Right.IncomingOptions = new() { MaxReceivedAmount = 10_000 };
        var left = pair.Left.Open("file", new(), new());
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var right = await accepting.SoonAsync();
        Assert.True(left.TrySend(new byte[20_000]));
        Assert.True(left.TrySend(new byte[20_000]));
        while (right.GetStatistics().MessagesReceived < 1 || left.BufferedAmount > 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(31));

        var reason = await right.Closed.SoonAsync();
        Assert.Equal(PeerChannelCloseKind.Local, reason.Kind);
        Assert.Contains("read nothing for 30 s", reason.Message, StringComparison.Ordinal);
        Assert.Equal(PeerChannelCloseKind.Remote, (await left.Closed.SoonAsync()).Kind);
    }

    [Fact]
    public async Task A_channel_that_gives_messages_up_drops_its_oldest_where_nobody_reads()
    {
        await using var pair = new RebuiltPair();
        pair.Right.IncomingOptions = new() { MaxReceivedAmount = 300 };
        var left = pair.Left.Open("positions", new() { MaxRetransmits = 5 }, new());
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var right = await accepting.SoonAsync();
        for (var i = 0; i < 100; i++)
        {
            await left.SendAsync(i.ToString(CultureInfo.InvariantCulture).PadLeft(36), Loopback.Token);
        }

        while (right.GetStatistics().MessagesReceived < 100)
        {
            await Task.Yield();
        }

        Assert.Equal(["97", "98", "99"], (await right.TextsAsync(3)).Select(static text => text.Trim()));
        Assert.Equal(97, right.GetStatistics().MessagesUnread);
    }

    [Fact]
    public async Task A_peer_that_opens_many_channels_has_the_further_ones_closed()
    {
        await using var pair = new RebuiltPair();
        pair.Right.IncomingOptions = new() { MaxIncomingChannels = 3 };
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        var left = Enumerable.Range(0, 10).Select(i => pair.Left.Open($"{i}", new(), new())).ToArray();

        await pair.ConnectAsync();

        var closed = await Task.WhenAll(left.Skip(3).Select(static channel => channel.Closed)).SoonAsync();
        Assert.All(closed, static reason => Assert.Equal(PeerChannelCloseKind.Remote, reason.Kind));
        await accepting.SoonAsync();
        Assert.All(left.Take(3), static channel => Assert.False(channel.Closed.IsCompleted));
    }
}
