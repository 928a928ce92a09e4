using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>What a peer makes the channel table hold is counted, and bounded.</summary>
public sealed class HeldMemoryTests
{
    private static readonly DataChannelTableOptions Limits = new() { MaxChannels = 64, MaxTextBytes = 64 * 1024, MaxEarlyBytes = 64 * 1024 };

    private readonly TableSide _side = new(isClient: true, Limits);

    [Fact]
    public void Channels_that_are_opened_closed_and_never_accepted_come_to_an_end()
    {
        var refused = OpenAndClose(10_000, "flood");

        var accepted = 10_000 - refused;
        Assert.InRange(accepted, 64, (int)(Limits.MaxHeldBytes / DataChannelTableOptions.ChannelOverhead));
        Assert.InRange(_side.Table.HeldBytes, 1, Limits.MaxHeldBytes);
        Assert.Equal(0, _side.Table.Count);
        Assert.InRange(_side.Events.Count, 0, 4 * accepted);

        for (var i = 0; i < _side.Events.Count; i++)
        {
            if (_side.Events[i].Kind == PeerEventKind.ChannelIncoming)
            {
                _side.Table.OnTaken(_side.Events[i].Channel!);
            }
        }

        Assert.Equal(0, _side.Table.HeldBytes);
        _side.Events.Clear();
        Assert.Equal(0, OpenAndClose(50, "again"));
    }

    [Fact]
    public void Labels_and_protocols_of_open_channels_are_counted_as_they_are_held()
    {
        var label = new string('l', 10_000);
        for (ushort i = 0; i < 60; i++)
        {
            Open((ushort)((2 * i) + 1), label);
        }

        // Two bytes a character, and no more than the limits say.
        Assert.Equal(8, _side.Table.Count);
        Assert.Equal(8 * (DataChannelTableOptions.ChannelOverhead + 20_000), _side.Table.HeldBytes);
        Assert.Equal(52, _side.ResetsAsked);
    }

    [Fact]
    public void A_channel_that_the_application_has_is_counted_until_it_ends()
    {
        Open(1, "x");
        var channel = _side.Incoming();
        _side.Table.OnTaken(channel);
        Assert.True(_side.Table.HeldBytes > 0);

        _side.Table.CloseNow(channel);

        Assert.Equal(0, _side.Table.HeldBytes);
    }

    [Fact]
    public void Strays_are_bounded_by_the_buffers_they_hold_and_their_stream_is_reset_when_there_is_no_more_room()
    {
        var received = 0;
        while (_side.ResetsAsked == 0)
        {
            _side.Receive(6, PayloadProtocol.Binary, [1]);
            _side.Table.RunDeferred(now: 0);
            Assert.InRange(_side.Table.UnconsumedBytes, 0, Limits.MaxEarlyBytes);
            Assert.InRange(++received, 1, 100_000);
        }

        Assert.InRange(received, 100, Limits.MaxEarlyBytes / MessageCost.Overhead);
        Assert.Equal(0, _side.Table.UnconsumedBytes);

        // What comes until the peer has heard of it is for nobody.
        _side.Receive(6, PayloadProtocol.Binary, [2]);
        Assert.Equal(0, _side.Table.UnconsumedBytes);
    }

    [Fact]
    public void Strays_never_block_what_comes_early_for_a_later_channel()
    {
        for (ushort stream = 100; stream < 400; stream++)
        {
            _side.Receive(stream, PayloadProtocol.Binary, new byte[1000]);
        }

        _side.Receive(6, PayloadProtocol.Binary, [42]);
        _side.Receive(8, PayloadProtocol.Binary, new byte[200_000]);
        var channel = _side.Table.Create("late", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);

        Assert.Equal([42], _side.MessagesOf(channel));
        Assert.InRange(_side.Table.UnconsumedBytes, 0, Limits.MaxEarlyBytes + 4096);
    }

    [Fact]
    public void A_negotiated_channel_that_comes_late_gets_everything_in_order_whatever_their_number()
    {
        for (var i = 0; i < 200; i++)
        {
            _side.Receive(6, PayloadProtocol.Binary, [(byte)i]);
        }

        var channel = _side.Table.Create("late", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)i), _side.MessagesOf(channel));
        Assert.Equal(0, _side.ResetsAsked);
    }

    [Fact]
    public void A_negotiated_channel_that_comes_after_the_peer_closed_it_gets_what_was_sent_and_then_the_close()
    {
        var peer = new TableSide(isClient: false);
        var theirs = peer.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);
        peer.Table.Send(theirs, (byte[])[1], isText: false, now: 0);
        peer.Table.Send(theirs, (byte[])[2], isText: false, now: 0);
        peer.Table.Close(theirs);
        TableSide.Run(_side, peer);
        Assert.Equal(DataChannelState.Closed, theirs.State);

        var next = peer.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);
        peer.Table.Send(next, (byte[])[3], isText: false, now: 0);
        TableSide.Run(_side, peer);
        var late = _side.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);

        Assert.Equal([1, 2], _side.MessagesOf(late));
        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Remote), (late.State, late.CloseReason!.Kind));
        var later = _side.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);
        Assert.Equal([3], _side.MessagesOf(later));
        Assert.Equal(DataChannelState.Open, later.State);
    }

    [Fact]
    public void A_channel_negotiated_on_one_side_ends_with_a_reason_when_the_other_can_keep_no_more()
    {
        var peer = new TableSide(isClient: false);
        var theirs = peer.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0);
        for (var i = 0; i < 10_000 && theirs.State == DataChannelState.Open; i++)
        {
            peer.Table.Send(theirs, new byte[100], isText: false, now: 0);
            TableSide.Run(_side, peer);
        }

        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Remote), (theirs.State, theirs.CloseReason!.Kind));
        Assert.Equal(DataChannelState.Open, _side.Table.Create("n", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0).State);
    }

    [Fact]
    public void A_negotiated_channel_beside_an_announced_one_with_its_id_ends_at_both_sides()
    {
        var peer = new TableSide(isClient: false);
        var announced = peer.Table.Create("in band", new DataChannelOptions(), now: 0);
        var negotiated = _side.Table.Create("negotiated", new DataChannelOptions { Negotiated = true, Id = announced.Id!.Value }, now: 0);

        TableSide.Run(_side, peer);

        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.ProtocolError), (negotiated.State, negotiated.CloseReason!.Kind));
        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Remote), (announced.State, announced.CloseReason!.Kind));
    }

    [Fact]
    public void Signals_of_a_low_amount_do_not_pile_up_behind_a_blocked_handler()
    {
        var channel = _side.Table.Create("x", new DataChannelOptions(), now: 0);
        for (var i = 0; i < 1000; i++)
        {
            _side.Table.OnBufferedAmountLow(channel.Id!.Value);
        }

        Assert.Equal(1, _side.Kinds().Count(k => k == PeerEventKind.ChannelBufferedAmountLow));
        channel.IsLowSignalled = false;
        _side.Table.OnBufferedAmountLow(channel.Id!.Value);
        Assert.Equal(2, _side.Kinds().Count(k => k == PeerEventKind.ChannelBufferedAmountLow));
    }

    [Fact]
    public void Resets_of_streams_that_are_no_channels_leave_nothing_behind()
    {
        for (var round = 0; round < 3; round++)
        {
            for (ushort stream = 0; stream < 60_000; stream++)
            {
                _side.Table.OnStreamReset(stream, now: 0);
            }

            _side.Table.RunDeferred(now: 0);
        }

        Assert.Equal((0, 0L, 0), (_side.Table.Count, _side.Table.UnconsumedBytes, _side.Events.Count));
        Assert.Equal(60_000, _side.ResetsAsked);
    }

    private void Open(ushort stream, string label)
    {
        _side.Receive(stream, PayloadProtocol.Dcep, DcepMessage.WriteOpen(label, new DataChannelOptions()));
        _side.Table.RunDeferred(now: 0);
    }

    /// <summary>Returns how many were refused.</summary>
    private int OpenAndClose(int count, string label)
    {
        var before = _side.Kinds().Count(k => k == PeerEventKind.ChannelIncoming);
        for (var i = 0; i < count; i++)
        {
            var stream = (ushort)((2 * (i % 30_000)) + 1);
            Open(stream, label);
            _side.Table.OnStreamReset(stream, now: 0);
            _side.Table.OnStreamResetDone(stream, accepted: true, now: 0);
        }

        return count - _side.Kinds().Count(k => k == PeerEventKind.ChannelIncoming) + before;
    }
}
