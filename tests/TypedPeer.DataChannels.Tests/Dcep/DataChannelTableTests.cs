using System.Buffers;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

public sealed class DataChannelTableTests
{
    private readonly PeerEventQueue _events = new();
    private readonly FakeDataChannelTransport _transport = new();
    private readonly DataChannelTable _table;

    public DataChannelTableTests() => _table = new DataChannelTable(_events, new DataChannelTableOptions { MaxChannels = 8 });

    [Theory]
    [InlineData(true, new[] { 0, 2, 4 })]
    [InlineData(false, new[] { 1, 3, 5 })]
    public void The_dtls_client_takes_even_ids_and_the_server_odd_ones(bool isClient, int[] expected)
    {
        var before = Create("before the role is known");
        Assert.Null(before.Id);
        Connect(isClient);

        var ids = new[] { before, Create("b"), Create("c") }.Select(c => (int)c.Id!.Value);

        Assert.Equal(expected, ids);
    }

    [Fact]
    public void While_the_association_ends_sending_says_that_the_channel_closes_and_an_open_of_the_peers_throws_nothing()
    {
        var channel = Create("x");
        Connect(isClient: true);
        _transport.IsEnding = true;

        Assert.Throws<PeerChannelClosedException>(() => _table.Send(channel, "late"u8, isText: true, now: 0));
        var open = DcepMessage.WriteOpen("theirs", new DataChannelOptions());
        var rented = ArrayPool<byte>.Shared.Rent(open.Length);
        open.CopyTo(rented, 0);
        _table.OnMessage(1, PayloadProtocol.Dcep, rented, open.Length);
        _table.RunDeferred(now: 0);
        Assert.Equal((0, 2), (_table.MessagesSent, _table.Count));
    }

    [Fact]
    public void A_channel_is_announced_before_its_first_message_and_opens_at_once()
    {
        var channel = Create("x");
        _table.Send(channel, "kept"u8, isText: true, now: 0);
        Assert.Empty(_transport.Sent);

        Connect(isClient: true);

        Assert.Equal([PayloadProtocol.Dcep, PayloadProtocol.String], _transport.Sent.Select(s => s.Protocol));
        Assert.Equal("kept"u8, _transport.Sent[1].Payload);
        Assert.Equal(DataChannelState.Open, channel.State);
        Assert.Equal(PeerEventKind.ChannelOpen, Assert.Single(Kinds()));
    }

    [Fact]
    public void A_channel_is_announced_with_the_handshake_and_opens_when_it_is_over()
    {
        var channel = Create("x");
        _table.OnRoleKnown(isDtlsClient: true);
        _table.OnTransportCreated(_transport, now: 0);
        _table.Send(channel, "early"u8, isText: true, now: 0);

        Assert.Equal([PayloadProtocol.Dcep, PayloadProtocol.String], _transport.Sent.Select(s => s.Protocol));
        Assert.Equal(DataChannelState.Connecting, channel.State);
        _table.OnConnected(65535, now: 0);

        Assert.Equal(DataChannelState.Open, channel.State);
        Assert.Equal(2, _transport.Sent.Count);
    }

    [Fact]
    public void A_channel_that_is_closed_right_after_its_announcement_is_reset_and_never_told_as_open()
    {
        var graceful = Create("a");
        var abrupt = Create("b");
        _table.OnRoleKnown(isDtlsClient: true);
        _table.OnTransportCreated(_transport, now: 0);
        _table.Close(graceful);
        _table.CloseNow(abrupt);
        _table.RunDeferred(now: 0);

        // The association keeps the wish until it is up.
        Assert.Equal([0, 2], _transport.Resets);
        Assert.Equal(DataChannelState.Closed, abrupt.State);
        _table.OnConnected(65535, now: 0);
        Assert.Equal((DataChannelState.Closing, 1), (graceful.State, _table.Count));
        Assert.DoesNotContain(PeerEventKind.ChannelOpen, Kinds());
        AnswerResets();
        Assert.Equal(DataChannelState.Closed, graceful.State);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void A_negotiated_channel_is_not_announced()
    {
        Connect(isClient: true);

        Create("n", new DataChannelOptions { Negotiated = true, Id = 7 });

        Assert.Empty(_transport.Sent);
        Assert.Equal([PeerEventKind.ChannelOpen], Kinds());
    }

    [Fact]
    public void Messages_of_an_unordered_channel_stay_behind_its_open_until_the_peer_acknowledges()
    {
        Connect(isClient: true);
        var channel = Create("u", new DataChannelOptions { Ordered = false });
        _table.Send(channel, (byte[])[1], isText: false, now: 0);
        Receive(0, PayloadProtocol.Dcep, DcepMessage.Ack);
        _table.Send(channel, (byte[])[2], isText: false, now: 0);

        Assert.Equal([true, true, false], _transport.Sent.Select(s => s.Ordered));
    }

    [Fact]
    public void The_open_of_an_unreliable_channel_is_itself_reliable()
    {
        Connect(isClient: true);
        var channel = Create("u", new DataChannelOptions { Ordered = false, MaxRetransmits = 0 });
        _table.Send(channel, (byte[])[1], isText: false, now: 0);

        Assert.Equal([true, false], _transport.Sent.Select(s => s.IsReliable));
    }

    [Fact]
    public void An_open_of_the_peer_is_acknowledged_and_reported()
    {
        Connect(isClient: true);

        Receive(1, PayloadProtocol.Dcep, DcepMessage.WriteOpen("theirs", new DataChannelOptions { MaxRetransmits = 2, Ordered = false }));

        Assert.Equal([PeerEventKind.ChannelIncoming, PeerEventKind.ChannelOpen], Kinds());
        var channel = Assert.IsType<DataChannelCore>(_events[0].Channel);
        Assert.Equal("theirs", channel.Label);
        Assert.Equal(2, channel.Options.MaxRetransmits);
        var (stream, protocol, payload, ordered, _) = Assert.Single(_transport.Sent);
        Assert.Equal((1, PayloadProtocol.Dcep, true), (stream, protocol, ordered));
        Assert.Equal(DcepMessage.Ack, payload);
    }

    [Fact]
    public void A_message_that_overtakes_its_open_is_delivered_after_it()
    {
        Connect(isClient: true);
        Receive(1, PayloadProtocol.Binary, [42]);
        Assert.Empty(Kinds());

        Receive(1, PayloadProtocol.Dcep, DcepMessage.WriteOpen("late", new DataChannelOptions { Ordered = false }));

        Assert.Equal([PeerEventKind.ChannelIncoming, PeerEventKind.ChannelOpen, PeerEventKind.ChannelMessage], Kinds());
    }

    [Fact]
    public void A_message_for_a_negotiated_channel_that_is_created_later_is_kept()
    {
        Connect(isClient: true);
        Receive(6, PayloadProtocol.String, "early"u8);

        Create("n", new DataChannelOptions { Negotiated = true, Id = 6 });

        Assert.Equal([PeerEventKind.ChannelOpen, PeerEventKind.ChannelMessage], Kinds());
    }

    [Theory]
    [InlineData(PayloadProtocol.StringEmpty, true)]
    [InlineData(PayloadProtocol.BinaryEmpty, false)]
    public void An_empty_message_travels_as_one_byte_and_arrives_empty(uint protocol, bool isText)
    {
        Connect(isClient: true);
        var channel = Create("x");
        _table.Send(channel, (byte[])[], isText, now: 0);
        Assert.Equal((protocol, 1), (_transport.Sent[1].Protocol, _transport.Sent[1].Payload.Length));

        Receive(0, protocol, [0]);

        var message = _events[_events.Count - 1];
        Assert.Equal((PeerEventKind.ChannelMessage, 0, isText), (message.Kind, message.Length, message.IsText));
    }

    [Fact]
    public void An_unknown_payload_protocol_is_dropped()
    {
        Connect(isClient: true);
        Create("x");
        _events.Clear();

        Receive(0, 999, [1]);

        Assert.Empty(Kinds());
        Assert.Equal(0, _table.UnconsumedBytes);
    }

    [Fact]
    public void An_open_on_an_id_of_ours_is_refused_by_a_reset()
    {
        Connect(isClient: true);

        Receive(2, PayloadProtocol.Dcep, DcepMessage.WriteOpen("wrong parity", new DataChannelOptions()));

        Assert.Empty(Kinds());
        Assert.Empty(_transport.Sent);
        Assert.Equal([2], _transport.Resets);
    }

    [Fact]
    public void An_open_that_is_not_one_is_refused_by_a_reset()
    {
        Connect(isClient: true);

        Receive(1, PayloadProtocol.Dcep, [3, 0, 1]);

        Assert.Empty(Kinds());
        Assert.Equal([1], _transport.Resets);
    }

    [Fact]
    public void A_second_open_on_a_stream_closes_its_channel()
    {
        Connect(isClient: true);
        Receive(1, PayloadProtocol.Dcep, DcepMessage.WriteOpen("first", new DataChannelOptions()));
        var channel = _events[0].Channel!;

        Receive(1, PayloadProtocol.Dcep, DcepMessage.WriteOpen("second", new DataChannelOptions()));
        AnswerResets();

        Assert.Equal(DataChannelState.Closed, channel.State);
        Assert.Equal(PeerChannelCloseKind.ProtocolError, channel.CloseReason!.Kind);
        Assert.Equal("first", channel.Label);
    }

    [Fact]
    public void More_channels_than_allowed_are_refused_each_by_a_reset_and_nothing_of_them_stays()
    {
        Connect(isClient: true);
        for (ushort id = 1; id < 2001; id += 2)
        {
            Receive(id, PayloadProtocol.Dcep, DcepMessage.WriteOpen("flood", new DataChannelOptions()));
        }

        Assert.Equal(8, Kinds().Count(k => k == PeerEventKind.ChannelIncoming));
        Assert.Equal(8, _table.Count);
        Assert.Equal(Enumerable.Range(8, 992).Select(i => (ushort)((2 * i) + 1)), _transport.Resets);
    }

    [Fact]
    public void Closing_resets_our_direction_and_ends_when_the_peer_has_reset_its()
    {
        Connect(isClient: true);
        var channel = Create("x");
        _table.Close(channel);
        _table.RunDeferred(now: 0);
        Assert.Equal([0], _transport.Resets);
        Assert.Equal(DataChannelState.Closing, channel.State);
        Assert.Throws<PeerChannelClosedException>(() => _table.Send(channel, (byte[])[1], isText: false, now: 0));

        _table.OnStreamResetDone(0, accepted: true, now: 0);
        Assert.Equal(DataChannelState.Closing, channel.State);
        _table.OnStreamReset(0, now: 0);

        Assert.Equal(DataChannelState.Closed, channel.State);
        Assert.Equal(PeerChannelCloseKind.Local, channel.CloseReason!.Kind);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void A_reset_by_the_peer_is_answered_with_ours_and_closes_the_channel()
    {
        Connect(isClient: true);
        var channel = Create("x");

        _table.OnStreamReset(0, now: 0);
        _table.RunDeferred(now: 0);
        Assert.Equal([0], _transport.Resets);
        _table.OnStreamResetDone(0, accepted: true, now: 0);

        Assert.Equal(DataChannelState.Closed, channel.State);
        Assert.Equal(PeerChannelCloseKind.Remote, channel.CloseReason!.Kind);
    }

    [Fact]
    public void A_stream_id_is_used_again_only_after_both_directions_are_reset()
    {
        Connect(isClient: true, streams: 4);
        var first = Create("0");
        Create("2");
        _table.CloseNow(first);
        _table.RunDeferred(now: 0);
        Assert.Equal(DataChannelState.Closed, first.State);
        Assert.Throws<InvalidOperationException>(() => Create("none left"));

        AnswerResets();

        Assert.Equal((ushort)0, Create("again").Id);
    }

    [Fact]
    public void A_channel_closed_while_connecting_still_delivers_what_was_given_to_it()
    {
        var channel = Create("x");
        _table.Send(channel, "goodbye"u8, isText: true, now: 0);
        _table.Close(channel);

        Connect(isClient: true);
        _table.RunDeferred(now: 0);

        Assert.Equal([PayloadProtocol.Dcep, PayloadProtocol.String], _transport.Sent.Select(s => s.Protocol));
        Assert.Equal([0], _transport.Resets);
    }

    [Fact]
    public void The_end_of_the_connection_ends_every_channel_once_with_its_reason()
    {
        Connect(isClient: true);
        var channels = new[] { Create("a"), Create("b") };
        _events.Clear();

        _table.CloseAll(CloseReasons.Lost("cable cut"));
        _table.CloseAll(CloseReasons.LocalConnection);

        Assert.Equal([PeerEventKind.ChannelClosed, PeerEventKind.ChannelClosed], Kinds());
        Assert.All(channels, c => Assert.Equal("cable cut", c.CloseReason!.Message));
        Assert.Throws<PeerChannelClosedException>(() => _table.Send(channels[0], (byte[])[1], isText: false, now: 0));
    }

    [Fact]
    public void Unread_messages_count_against_the_receive_window_with_the_buffers_they_hold()
    {
        Connect(isClient: true);
        Create("x");

        Receive(0, PayloadProtocol.Binary, new byte[100]);
        Assert.Equal(128 + MessageCost.Overhead, _table.UnconsumedBytes);
        _table.Consumed(128 + MessageCost.Overhead);

        Assert.Equal(0, _table.UnconsumedBytes);
    }

    private DataChannelCore Create(string label, DataChannelOptions? options = null) => _table.Create(label, options ?? new DataChannelOptions(), now: 0);

    private void Connect(bool isClient, int streams = 65535)
    {
        _table.OnRoleKnown(isClient);
        _table.OnTransportCreated(_transport, now: 0);
        _table.OnConnected(streams, now: 0);
    }

    private void Receive(ushort stream, uint protocol, ReadOnlySpan<byte> payload)
    {
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(rented);
        _table.OnMessage(stream, protocol, rented, payload.Length);
        _table.RunDeferred(now: 0);
    }

    private void AnswerResets()
    {
        foreach (var stream in _transport.Resets.ToArray())
        {
            _table.OnStreamResetDone(stream, accepted: true, now: 0);
            _table.OnStreamReset(stream, now: 0);
        }
    }

    private List<PeerEventKind> Kinds() => [.. Enumerable.Range(0, _events.Count).Select(i => _events[i].Kind)];
}
