using System.Globalization;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.Channels;

/// <summary>Channels of a link come back by themselves, and no message is lost silently or comes twice.</summary>
public sealed class RebuildTests
{
    [Fact]
    public async Task Both_sides_go_on_with_the_channels_they_have_when_there_is_a_new_connection()
    {
        await using var pair = new RebuiltPair();
        var opened = 0;
        var incoming = new TaskCompletionSource<PeerLinkChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Right.Opened += channel =>
        {
            opened++;
            incoming.TrySetResult(channel);
        };
        var left = pair.Left.Open("chat", new() { Protocol = "lines" }, new());
        await pair.ConnectAsync();
        var right = await incoming.Task.SoonAsync();
        await left.SendAsync("one", Loopback.Token);
        await right.SendAsync("uno", Loopback.Token);
        Assert.Equal(["one"], await right.TextsAsync(1));
        Assert.Equal(["uno"], await left.TextsAsync(1));

        await pair.LoseAsync();
        await left.BecomesAsync(DataChannelState.Connecting);
        await right.BecomesAsync(DataChannelState.Connecting);
        await left.SendAsync("two", Loopback.Token);
        await right.SendAsync("due", Loopback.Token);
        await pair.ConnectAsync();

        Assert.Equal(["two"], await right.TextsAsync(1));
        Assert.Equal(["due"], await left.TextsAsync(1));
        Assert.Equal(1, opened);
        await left.BecomesAsync(DataChannelState.Open);
        await right.BecomesAsync(DataChannelState.Open);
        Assert.True(right.IsIncoming);
        Assert.Equal(("chat", "lines", DataChannelState.Open), (right.Label, right.Protocol, right.ReadyState));

        // The acknowledgement of the first may not have been here yet when the connection was lost.
        Assert.Equal(new PeerLinkChannelStatistics { TimesOpened = 2, MessagesSent = 2, MessagesReceived = 2 }, left.GetStatistics() with { MessagesLost = 0 });
    }

    [Fact]
    public async Task Messages_that_had_not_left_go_on_in_order_and_those_under_way_are_counted_as_lost()
    {
        await using var pair = new RebuiltPair();
        var left = pair.Left.Open("numbers", new(), new());
        var lost = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        left.MessagesLost += count => lost.TrySetResult(count);
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var right = await accepting.SoonAsync();
        await left.SendAsync("-1", Loopback.Token);
        Assert.Equal(["-1"], await right.TextsAsync(1));
        pair.Cut();
        const int Count = 300;
        for (var i = 0; i < Count; i++)
        {
            Assert.True(left.TrySend(i.ToString(CultureInfo.InvariantCulture).PadRight(2000)));
        }

        await pair.LoseAsync();
        var missing = await lost.Task.SoonAsync();
        var queued = left.GetStatistics().MessagesQueued;
        Assert.InRange(queued, 1, Count - 1);

        // The first message has arrived, but its acknowledgement may not have.
        Assert.InRange(missing, Count - queued, Count - queued + 1);
        await pair.ConnectAsync();

        Assert.Equal(
            Enumerable.Range(Count - queued, queued).Select(static i => i.ToString(CultureInfo.InvariantCulture)),
            (await right.TextsAsync(queued)).Select(static text => text.TrimEnd()));
        var statistics = left.GetStatistics();
        Assert.Equal((Count + 1, missing, 0), (statistics.MessagesSent, statistics.MessagesLost, statistics.MessagesDropped));
        Assert.Equal(queued + 1, right.GetStatistics().MessagesReceived);
    }

    [Fact]
    public async Task Channels_of_one_name_that_each_side_opened_are_two_and_each_comes_back_as_itself()
    {
        await using var pair = new RebuiltPair();
        var left = pair.Left.Open("news", new(), new());
        var right = pair.Right.Open("news", new(), new());
        var (leftAccepts, rightAccepts) = (pair.Left.AcceptAsync(Loopback.Token).AsTask(), pair.Right.AcceptAsync(Loopback.Token).AsTask());
        await pair.ConnectAsync();
        var (ofRight, ofLeft) = (await leftAccepts.SoonAsync(), await rightAccepts.SoonAsync());

        for (var round = 0; round < 3; round++)
        {
            await left.SendAsync($"left {round}", Loopback.Token);
            await right.SendAsync($"right {round}", Loopback.Token);
            Assert.Equal([$"left {round}"], await ofLeft.TextsAsync(1));
            Assert.Equal([$"right {round}"], await ofRight.TextsAsync(1));
            await pair.LoseAsync();
            await pair.ConnectAsync();
        }
    }

    [Fact]
    public async Task A_negotiated_channel_comes_back_on_both_sides_without_an_announcement()
    {
        await using var pair = new RebuiltPair();
        var options = new DataChannelOptions { Negotiated = true, Id = 7, Ordered = false, MaxRetransmits = 0 };
        var left = pair.Left.Open("positions", options, new());
        var right = pair.Right.Open("positions", options, new());
        for (var round = 0; round < 2; round++)
        {
            await pair.ConnectAsync();
            await left.BecomesAsync(DataChannelState.Open);
            await right.BecomesAsync(DataChannelState.Open);
            Assert.True(left.TrySend("here"));
            Assert.Equal(["here"], await right.TextsAsync(1));
            await pair.LoseAsync();
            await left.BecomesAsync(DataChannelState.Connecting);
            await right.BecomesAsync(DataChannelState.Connecting);
        }
    }

    [Fact]
    public async Task A_channel_that_the_peer_does_not_open_again_ends_after_its_time()
    {
        var time = new ManualTimeProvider();
        await using var pair = new RebuiltPair(time);
        var left = pair.Left.Open("chat", new(), new());
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        await pair.ConnectAsync();
        var right = await accepting.SoonAsync();
        await pair.LoseAsync();
        await right.BecomesAsync(DataChannelState.Connecting);
        await left.CloseAsync(Loopback.Token);
        await pair.ConnectAsync();
        Assert.False(right.Closed.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(15.1));

        var reason = await right.Closed.SoonAsync();
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, reason.Kind);
        Assert.Contains("15 s", reason.Message, StringComparison.Ordinal);
        Assert.Empty(await right.TextsAsync(1));
        await Assert.ThrowsAsync<PeerChannelClosedException>(async () => await right.SendAsync("too late", Loopback.Token));
        Assert.False(right.TrySend("too late"));
    }

    [Fact]
    public async Task A_message_whose_life_time_is_over_before_there_is_a_connection_is_dropped_and_counted()
    {
        var time = new ManualTimeProvider();
        await using var pair = new RebuiltPair(time);
        var left = pair.Left.Open("positions", new() { MaxPacketLifeTime = TimeSpan.FromMilliseconds(200) }, new());
        var accepting = pair.Right.AcceptAsync(Loopback.Token).AsTask();
        Assert.True(left.TrySend("old"));
        time.Advance(TimeSpan.FromMilliseconds(201));
        Assert.True(left.TrySend("new"));

        await pair.ConnectAsync();

        Assert.Equal(["new"], await (await accepting.SoonAsync()).TextsAsync(1));
        Assert.Equal((1, 1), (left.GetStatistics().MessagesDropped, left.GetStatistics().MessagesSent));
    }
}
