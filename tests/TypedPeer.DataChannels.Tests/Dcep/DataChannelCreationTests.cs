using System.Buffers;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>A channel is made, or nothing has happened.</summary>
public sealed class DataChannelCreationTests
{
    private readonly PeerEventQueue _events = new();
    private readonly FakeDataChannelTransport _transport = new();
    private readonly DataChannelTable _table;

    public DataChannelCreationTests() => _table = new DataChannelTable(_events, new DataChannelTableOptions { MaxChannels = 8 });

    public static TheoryData<string, string> TooLong => new()
    {
        { new string('x', 65536), string.Empty },
        { string.Empty, new string('x', 65536) },
        { new string('\u20ac', 21846), string.Empty },
        { new string('\ud800', 21846), string.Empty },
    };

    [Theory]
    [MemberData(nameof(TooLong), DisableDiscoveryEnumeration = true)]
    public void A_label_or_protocol_of_more_than_65535_bytes_is_refused_and_nothing_is_registered(string label, string protocol)
    {
        foreach (var isNegotiated in new[] { false, true })
        {
            var options = new DataChannelOptions { Protocol = protocol, Negotiated = isNegotiated, Id = 3 };
            Assert.Throws<ArgumentException>(() => _table.Create(label, options, now: 0));
        }

        Assert.Equal((0, 0), (_table.Count, _events.Count));
        Connect();
        Assert.Empty(_transport.Sent);
    }

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(1024, 4096)]
    [InlineData(600_000_000, 65535)]
    [InlineData(int.MaxValue, 65535)]
    public void As_many_streams_are_asked_for_as_the_channels_need_that_may_come(int maxChannels, int streams) =>
        Assert.Equal(streams, new DataChannelTable(new PeerEventQueue(), new DataChannelTableOptions { MaxChannels = maxChannels }).StreamsNeeded);

    [Fact]
    public void The_longest_label_and_protocol_are_taken()
    {
        _transport.MaxMessageSize = 256 * 1024;
        Connect();
        _table.Create(new string('x', 65535), new DataChannelOptions { Protocol = new string('\u20ac', 21845) }, now: 0);
        Assert.Equal(12 + 65535 + 65535, Assert.Single(_transport.Sent).Payload.Length);
    }

    [Fact]
    public void A_surrogate_without_its_other_half_is_replaced_here_as_at_the_peer()
    {
        Connect();
        var channel = _table.Create("a\ud800b\ud83d\ude00", new DataChannelOptions { Protocol = "\udc00" }, now: 0);

        Assert.Equal(("a\ufffdb\ud83d\ude00", "\ufffd"), (channel.Label, channel.Options.Protocol));
        Assert.True(DcepMessage.TryReadOpen(_transport.Sent[0].Payload, out var label, out var options));
        Assert.Equal((channel.Label, channel.Options.Protocol), (label, options.Protocol));
    }

    [Fact]
    public void No_channel_is_made_while_the_association_ends()
    {
        Connect();
        _transport.IsEnding = true;

        Assert.Throws<InvalidOperationException>(() => _table.Create("x", new DataChannelOptions(), now: 0));
        Assert.Throws<InvalidOperationException>(() => _table.Create("x", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0));

        Assert.Equal((0, 0), (_table.Count, _events.Count));
        _table.CloseAll(CloseReasons.RemoteConnection);
        Assert.Equal(0, _events.Count);
        Assert.Throws<InvalidOperationException>(() => _table.Create("x", new DataChannelOptions(), now: 0));
    }

    [Fact]
    public void Every_refusal_leaves_the_table_as_it_was()
    {
        Connect(streams: 6);
        _table.Create("a", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0);
        _table.Create("0", new DataChannelOptions(), now: 0);
        _table.Create("2", new DataChannelOptions(), now: 0);
        _table.Create("4", new DataChannelOptions(), now: 0);
        var (count, sent, events) = (_table.Count, _transport.Sent.Count, _events.Count);

        Assert.Throws<InvalidOperationException>(() => _table.Create("taken", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0));
        Assert.Throws<InvalidOperationException>(() => _table.Create("too high", new DataChannelOptions { Negotiated = true, Id = 6 }, now: 0));
        Assert.Throws<InvalidOperationException>(() => _table.Create("none left", new DataChannelOptions(), now: 0));

        Assert.Equal((count, sent, events), (_table.Count, _transport.Sent.Count, _events.Count));
    }

    [Fact]
    public void An_open_larger_than_the_peer_takes_is_an_argument_error_once_that_is_known()
    {
        _transport.MaxMessageSize = 20;
        Connect();

        Assert.Throws<ArgumentException>(() => _table.Create("a label too long", new DataChannelOptions(), now: 0));
        Assert.Equal(DataChannelState.Open, _table.Create("short", new DataChannelOptions(), now: 0).State);
        Assert.Equal(DataChannelState.Open, _table.Create("a label too long", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0).State);
    }

    [Fact]
    public void What_waits_for_the_connection_and_is_larger_than_the_peer_takes_ends_its_channel_alone()
    {
        var announced = _table.Create("announced", new DataChannelOptions(), now: 0);
        var negotiated = _table.Create("negotiated", new DataChannelOptions { Negotiated = true, Id = 9 }, now: 0);
        var longLabel = _table.Create(new string('x', 40_000), new DataChannelOptions(), now: 0);
        var healthy = _table.Create("healthy", new DataChannelOptions(), now: 0);
        _table.Send(announced, new byte[2001], isText: false, now: 0);
        _table.Send(negotiated, new byte[2001], isText: false, now: 0);
        _table.Send(healthy, new byte[2000], isText: false, now: 0);
        _transport.MaxMessageSize = 2000;

        Connect();
        _table.RunDeferred(now: 0);

        Assert.All([announced, negotiated, longLabel], static c =>
        {
            Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.ProtocolError), (c.State, c.CloseReason!.Kind));
            Assert.Contains("2000", c.CloseReason.Message, StringComparison.Ordinal);
        });
        Assert.Equal(DataChannelState.Open, healthy.State);
        Assert.All(_transport.Sent, static s => Assert.InRange(s.Payload.Length, 1, 2000));
        Assert.Equal(1, _table.Count);

        // The peer may have its end of the negotiated one; of the others it never heard.
        Assert.Equal([9], _transport.Resets);
    }

    [Fact]
    public void An_id_without_negotiated_is_ignored()
    {
        Connect();
        foreach (var id in new[] { 1, 7, 65535 })
        {
            var options = new DataChannelOptions { Id = id };
            options.Validate();
            Assert.Equal(0, _table.Create("x", options, now: 0).Id!.Value % 2);
        }

        Assert.Equal(3, _table.Count);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, 65535)]
    [InlineData(true, -1)]
    [InlineData(false, -1)]
    [InlineData(false, 65536)]
    public void An_id_that_is_none_is_an_argument_error(bool isNegotiated, int? id) =>
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { Negotiated = isNegotiated, Id = id }.Validate());

    [Fact]
    public void Options_that_exclude_each_other_or_are_none_are_argument_errors()
    {
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { MaxRetransmits = 1, MaxPacketLifeTime = TimeSpan.Zero }.Validate());
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { MaxRetransmits = 65536 }.Validate());
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { MaxPacketLifeTime = TimeSpan.FromMilliseconds(65536) }.Validate());
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { Protocol = null! }.Validate());
        Assert.Throws<ArgumentException>(() => new DataChannelOptions { Priority = (DataChannelPriority)3 }.Validate());
    }

    [Fact]
    public void A_channels_priority_is_its_streams_share_at_both_sides()
    {
        Connect();
        _table.Create("ours", new DataChannelOptions { Priority = DataChannelPriority.High }, now: 0);
        var open = DcepMessage.WriteOpen("theirs", new DataChannelOptions { Priority = DataChannelPriority.VeryLow });
        var rented = ArrayPool<byte>.Shared.Rent(open.Length);
        open.CopyTo(rented, 0);
        _table.OnMessage(1, PayloadProtocol.Dcep, rented, open.Length);

        Assert.Equal((DataChannelPriority.High, DataChannelPriority.VeryLow), (_transport.Priorities[0], _transport.Priorities[1]));
    }

    [Fact]
    public void A_stream_that_is_used_again_begins_with_the_new_channels_threshold()
    {
        Connect();
        var first = _table.Create("first", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0);
        _table.SetBufferedAmountLowThreshold(first, 5000);
        _table.Close(first);
        _table.OnStreamResetDone(1, accepted: true, now: 0);
        _table.OnStreamReset(1, now: 0);
        Assert.Equal((DataChannelState.Closed, 5000L), (first.State, _transport.Thresholds[1]));

        _table.Create("second", new DataChannelOptions { Negotiated = true, Id = 1 }, now: 0);

        Assert.Equal(0, _transport.Thresholds[1]);
    }

    private void Connect(int streams = 65535)
    {
        _table.OnRoleKnown(isDtlsClient: true);
        _table.OnTransportCreated(_transport, now: 0);
        _table.OnConnected(streams, now: 0);
    }
}
