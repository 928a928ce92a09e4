using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>How channels come to their end: at both sides, once, in their time, whatever the other side does.</summary>
public sealed class DataChannelEndTests
{
    private static readonly DataChannelOptions NegotiatedFive = new() { Negotiated = true, Id = 5 };

    private readonly TableSide _left = new(isClient: true);
    private readonly TableSide _right = new(isClient: false);

    [Fact]
    public void A_negotiated_channel_of_one_side_only_closes_and_its_id_may_be_used_again()
    {
        for (var i = 0; i < 3; i++)
        {
            var channel = _left.Table.Create("alone", NegotiatedFive, now: 0);
            Run();

            _left.Table.Close(channel);
            Run();

            Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Local), (channel.State, channel.CloseReason!.Kind));
        }

        Assert.Equal((3, 3), (_left.ResetsAsked, _right.ResetsAsked));
        Assert.Equal((0, 0), (_left.Table.Count, _right.Table.Count));
    }

    [Fact]
    public void A_channel_closed_at_once_on_both_sides_frees_its_stream_without_endless_answers()
    {
        var left = _left.Table.Create("x", NegotiatedFive, now: 0);
        var right = _right.Table.Create("x", NegotiatedFive, now: 0);
        Run();

        _left.Table.CloseNow(left);
        _right.Table.CloseNow(right);
        Run();

        Assert.InRange(_left.ResetsAsked + _right.ResetsAsked, 2, 4);
        Assert.Equal((0, 0), (_left.Table.Count, _right.Table.Count));
        var again = _left.Table.Create("x", NegotiatedFive, now: 0);
        var opposite = _right.Table.Create("x", NegotiatedFive, now: 0);
        _left.Table.Send(again, (byte[])[1], isText: false, now: 0);
        Run();
        Assert.Equal([1], _right.MessagesOf(opposite));
    }

    [Fact]
    public void An_open_beyond_the_limit_is_reset_and_ends_at_the_other_side()
    {
        var right = new TableSide(isClient: false, new DataChannelTableOptions { MaxChannels = 2 });
        var channels = Enumerable.Range(0, 20).Select(i => _left.Table.Create($"{i}", new DataChannelOptions(), now: 0)).ToList();

        TableSide.Run(_left, right);

        Assert.Equal(2, right.Table.Count);
        Assert.All(channels.Take(2), c => Assert.Equal(DataChannelState.Open, c.State));
        Assert.All(channels.Skip(2), c => Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Remote), (c.State, c.CloseReason!.Kind)));
        Assert.Equal(2, _left.Table.Count);
    }

    [Fact]
    public void A_refused_stream_can_be_opened_once_there_is_room()
    {
        var right = new TableSide(isClient: false, new DataChannelTableOptions { MaxChannels = 1 });
        var first = _left.Table.Create("first", new DataChannelOptions(), now: 0);
        var refused = _left.Table.Create("refused", new DataChannelOptions(), now: 0);
        TableSide.Run(_left, right);
        Assert.Equal(DataChannelState.Closed, refused.State);

        _left.Table.Close(first);
        TableSide.Run(_left, right);
        for (var i = 0; i < 5; i++)
        {
            var next = _left.Table.Create("next", new DataChannelOptions(), now: 0);
            TableSide.Run(_left, right);
            Assert.Equal(("next", DataChannelState.Open), (right.Incoming().Label, next.State));
            _left.Table.Close(next);
            TableSide.Run(_left, right);
            Assert.Equal(DataChannelState.Closed, next.State);
        }
    }

    [Fact]
    public void A_close_whose_reset_is_always_in_progress_ends_in_its_time_and_keeps_no_object()
    {
        _left.PeerIsBusy = true;
        var channel = _left.Table.Create("x", new DataChannelOptions(), now: 0);
        Run();
        _left.Table.Close(channel);
        Run(now: 1_000_000);
        Assert.Equal((DataChannelState.Closing, 6_000_000), (channel.State, _left.Table.NextDeadline));

        _left.Table.HandleDeadline(5_999_999);
        Assert.Equal(DataChannelState.Closing, channel.State);
        _left.Table.HandleDeadline(6_000_000);

        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Local), (channel.State, channel.CloseReason!.Kind));
        Assert.Contains("in time", channel.CloseReason.Message, StringComparison.Ordinal);
        Assert.Equal((0, long.MaxValue), (_left.Table.Count, _left.Table.NextDeadline));
        Assert.Equal(1, _left.Kinds().Count(k => k == PeerEventKind.ChannelClosed));
        Assert.NotEqual(channel.Id, _left.Table.Create("other", new DataChannelOptions(), now: 0).Id);
    }

    [Fact]
    public void A_channel_the_peer_closes_ends_in_its_time_although_the_peer_takes_nothing_more()
    {
        _right.PeerIsBusy = true;
        _left.Table.Create("x", new DataChannelOptions(), now: 0);
        Run();
        var theirs = _right.Incoming();
        _left.Receive(0, 53, [1]);
        _right.Table.OnStreamReset(0, now: 0);
        Run(now: 1);

        Assert.Equal(DataChannelState.Closing, theirs.State);
        _right.Table.HandleDeadline(5_000_001);

        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Remote), (theirs.State, theirs.CloseReason!.Kind));
    }

    [Fact]
    public void A_channel_that_waits_for_the_connection_with_messages_closes_in_its_time_too()
    {
        var events = new PeerEventQueue();
        var table = new DataChannelTable(events, new DataChannelTableOptions { MaxChannels = 8 });
        var channel = table.Create("x", new DataChannelOptions(), now: 0);
        table.Send(channel, "goodbye"u8, isText: true, now: 0);
        table.Close(channel);
        table.RunDeferred(now: 0);

        table.HandleDeadline(table.NextDeadline);

        Assert.Equal((DataChannelState.Closed, 0), (channel.State, table.Count));
    }

    [Fact]
    public void Closing_channels_end_as_lost_when_the_connection_is_lost_and_as_closed_when_it_is_closed()
    {
        foreach (var (reason, expected) in new[]
        {
            (CloseReasons.Lost("cable cut"), PeerChannelCloseKind.ConnectionLost),
            (CloseReasons.RemoteConnection, PeerChannelCloseKind.Local),
        })
        {
            var side = new TableSide(isClient: true);
            var channel = side.Table.Create("x", new DataChannelOptions(), now: 0);
            side.Table.Send(channel, (byte[])[1], isText: false, now: 0);
            side.Table.Close(channel);
            side.Table.CloseAll(reason);
            Assert.Equal(expected, channel.CloseReason!.Kind);
        }
    }

    [Fact]
    public void An_open_that_comes_before_the_answer_to_our_reset_has_its_turn_after_it()
    {
        var first = _left.Table.Create("first", new DataChannelOptions(), now: 0);
        Run();
        var theirs = _right.Incoming();
        _left.Table.Close(first);
        _left.Table.RunDeferred(now: 0);
        _right.Table.OnStreamReset(0, now: 0);
        _right.Table.RunDeferred(now: 0);
        Assert.Equal(DataChannelState.Closing, theirs.State);

        // The peer has taken our reset; its answer is lost, its next OPEN and a message are not.
        _right.Receive(0, PayloadProtocol.Dcep, DcepMessage.WriteOpen("second", new DataChannelOptions()));
        _right.Receive(0, PayloadProtocol.Binary, [42]);
        Assert.Equal(1, _right.Kinds().Count(k => k == PeerEventKind.ChannelIncoming));
        _right.Table.OnStreamResetDone(0, accepted: true, now: 0);

        Assert.Equal(DataChannelState.Closed, theirs.State);
        var second = _right.Incoming();
        Assert.Equal(("second", DataChannelState.Open), (second.Label, second.State));
        Assert.Empty(_right.MessagesOf(theirs));
        Assert.Equal([42], _right.MessagesOf(second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_both_sides_open_send_and_close_they_come_to_rest_and_agree(int seed)
    {
        var random = new Random(seed);
        var mine = new[] { new List<DataChannelCore>(), new List<DataChannelCore>() };
        for (var round = 0; round < 2000; round++)
        {
            var index = random.Next(2);
            var side = index == 0 ? _left : _right;
            var channels = mine[index];
            switch (random.Next(6))
            {
                case 0:
                    TryCreate(side, channels, new DataChannelOptions());
                    break;
                case 1:
                    TryCreate(side, channels, new DataChannelOptions { Negotiated = true, Id = random.Next(12) });
                    break;
                case 2 when channels.Count > 0:
                    var target = channels[random.Next(channels.Count)];
                    if (target.State <= DataChannelState.Open)
                    {
                        TrySend(side, target);
                    }

                    break;
                case 3 when channels.Count > 0:
                    side.Table.Close(channels[random.Next(channels.Count)]);
                    break;
                case 4 when channels.Count > 0:
                    side.Table.CloseNow(channels[random.Next(channels.Count)]);
                    break;
                default:
                    Run(now: round);
                    break;
            }

            channels.RemoveAll(c => c.State == DataChannelState.Closed);
        }

        foreach (var (side, channels) in new[] { (_left, mine[0]), (_right, mine[1]) })
        {
            channels.ForEach(side.Table.Close);
        }

        Run(now: 10_000);
        foreach (var side in new[] { _left, _right })
        {
            foreach (var incoming in Enumerable.Range(0, side.Events.Count).Select(i => side.Events[i]).Where(e => e.Kind == PeerEventKind.ChannelIncoming))
            {
                side.Table.Close(incoming.Channel!);
            }
        }

        Run(now: 20_000);
        Assert.True((_left.Table.Count, _right.Table.Count) == (0, 0), $"seed {seed}: {_left.Table.Count} and {_right.Table.Count} channels stay.");
        Assert.True(_left.Table.Create("l", NegotiatedFive, now: 0) is not null && _right.Table.Create("r", NegotiatedFive, now: 0) is not null);
    }

    private static void TryCreate(TableSide side, List<DataChannelCore> channels, DataChannelOptions options)
    {
        try
        {
            channels.Add(side.Table.Create("c", options, now: 0));
        }
        catch (InvalidOperationException)
        {
            // The id is taken, which is documented.
        }
    }

    private static void TrySend(TableSide side, DataChannelCore channel)
    {
        try
        {
            side.Table.Send(channel, (byte[])[1], isText: false, now: 0);
        }
        catch (PeerChannelClosedException)
        {
            // Nothing else may come.
        }
    }

    private void Run(long now = 0) => TableSide.Run(_left, _right, now);
}
