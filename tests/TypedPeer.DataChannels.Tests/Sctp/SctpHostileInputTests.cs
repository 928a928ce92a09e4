using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>What others learned the hard way, against an association that is connected.</summary>
public class SctpHostileInputTests
{
    private readonly SimulatedPair _pair = KnownPair.Connected();

    [Fact]
    public void A_chunk_of_length_zero_does_not_loop()
    {
        Receive([0, 3, 0, 0], [0, 3, 0, 3], [0, 0, 0, 0]);
        AssertStillWorks();
    }

    [Fact]
    public void A_chunk_longer_than_its_packet_is_ignored_and_what_came_before_it_is_not()
    {
        var tooLong = Crafted.WholeMessage(Crafted.LeftTsn + 1, 0, 1, 9);
        BinaryPrimitives.WriteUInt16BigEndian(tooLong.AsSpan(2), 2000);
        Receive(Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 8), tooLong);
        Assert.Equal([8], Assert.Single(_pair.Right.Observer.Messages).Payload);
    }

    [Fact]
    public void An_empty_data_chunk_ends_the_association_with_the_cause_the_standard_names()
    {
        var sent = _pair.Record(_pair.Right);
        Receive(Crafted.WholeMessage(Crafted.LeftTsn, 0, 0));
        Assert.Equal(SctpCloseKind.ProtocolViolation, _pair.Right.Observer.Closed?.Kind);
        Assert.Equal(SctpCause.NoUserData, BinaryPrimitives.ReadUInt16BigEndian(Assert.Single(sent).AsSpan(16)));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(0, 4)]
    [InlineData(65535, 65535)]
    public void Sack_counts_beyond_the_chunk_are_ignored(int gaps, int duplicates)
    {
        var message = SendUnacknowledged();
        var sack = Crafted.Sack(message, 1000);
        BinaryPrimitives.WriteUInt16BigEndian(sack.AsSpan(12), (ushort)gaps);
        BinaryPrimitives.WriteUInt16BigEndian(sack.AsSpan(14), (ushort)duplicates);
        ReceiveLeft(sack);
        Assert.False(_pair.Left.Association.IsDrained);
    }

    [Fact]
    public void An_old_sack_is_ignored()
    {
        _pair.Send(_pair.Left, 0, [1]);
        _pair.RunUntilDrained();
        var window = _pair.Left.Association.PeerReceiveWindow;
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn - 1, 7));
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn - 100, 7));
        Assert.Equal(window, _pair.Left.Association.PeerReceiveWindow);
    }

    [Fact]
    public void A_sack_of_the_future_is_ignored()
    {
        var last = SendUnacknowledged();
        ReceiveLeft(Crafted.Sack(last + 1, 1000));
        ReceiveLeft(Crafted.Sack(last + 0x7000_0000, 1000));
        ReceiveLeft(Crafted.Sack(last + 0x8000_0000, 1000));
        Assert.False(_pair.Left.Association.IsDrained);
        ReceiveLeft(Crafted.Sack(last, 1000));
        Assert.True(_pair.Left.Association.IsDrained);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 5)]
    [InlineData(2, 65535)]
    public void A_sack_with_gaps_outside_of_what_was_sent_is_ignored(int start, int end)
    {
        SendUnacknowledged(4);
        var flight = _pair.Left.Association.InFlightBytes;
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn - 1, 1000, [((ushort)start, (ushort)end)]));
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn - 1, 1000, [(4, 4), (2, 2)]));
        Assert.Equal(flight, _pair.Left.Association.InFlightBytes);
    }

    [Fact]
    public void What_a_gap_block_reported_and_a_later_one_takes_back_is_sent_again_in_the_end()
    {
        SendUnacknowledged(4);
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn - 1, 1_000_000, [(2, 4)]));
        ReceiveLeft(Crafted.Sack(Crafted.LeftTsn, 1_000_000));
        Assert.False(_pair.Left.Association.IsDrained);
        var sent = _pair.Record(_pair.Left);
        for (uint arrived = 1; arrived <= 3; arrived++)
        {
            _pair.RunFor(3_000_000);
            ReceiveLeft(Crafted.Sack(Crafted.LeftTsn + arrived, 1_000_000));
        }

        Assert.True(_pair.Left.Association.IsDrained);
        var tsns = sent.SelectMany(Crafted.Chunks).Where(c => c[0] == SctpChunkType.Data)
            .Select(c => BinaryPrimitives.ReadUInt32BigEndian(c.AsSpan(4))).ToHashSet();
        Assert.Superset(new HashSet<uint> { Crafted.LeftTsn + 1, Crafted.LeftTsn + 2, Crafted.LeftTsn + 3 }, tsns);
    }

    [Fact]
    public void Forward_tsn_without_gaps_drops_the_beginning_of_a_message_and_nothing_else()
    {
        Receive(Crafted.Data(Crafted.LeftTsn, 0, 0, SctpFlags.Begin, 1, 2));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn, (0, 0)));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn + 1, (0, 0)));
        Assert.Equal(0, _pair.Right.Association.ReceiveBufferBytes);
        Receive(Crafted.WholeMessage(Crafted.LeftTsn + 2, 0, 1, 9));
        Assert.Equal([9], Assert.Single(_pair.Right.Observer.Messages).Payload);
    }

    [Fact]
    public void Forward_tsn_from_the_past_or_far_ahead_changes_nothing()
    {
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn - 1, (0, 100)));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn + 100_000, (0, 100)));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn + 0x8000_0000, (0, 100)));
        Receive(Crafted.Chunk(SctpChunkType.ForwardTsn, 0, 1, 2));
        Receive(Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 9));
        Assert.Single(_pair.Right.Observer.Messages);
    }

    [Fact]
    public void What_came_of_a_stream_is_delivered_when_the_messages_before_it_are_given_up()
    {
        Receive(Crafted.WholeMessage(Crafted.LeftTsn + 1, 0, 1, 1), Crafted.WholeMessage(Crafted.LeftTsn + 2, 0, 2, 2));
        Receive(Crafted.WholeMessage(Crafted.LeftTsn + 4, 0, 4, 4));
        Assert.Empty(_pair.Right.Observer.Messages);
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn, (0, 0)));
        Assert.Equal([1, 2], _pair.Right.Observer.Messages.Select(m => (int)m.Payload[0]));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn + 3, (0, 3)));
        Assert.Equal([1, 2, 4], _pair.Right.Observer.Messages.Select(m => (int)m.Payload[0]));
    }

    [Fact]
    public void One_byte_chunks_hold_no_more_memory_than_the_window_allows()
    {
        var pair = KnownPair.Connected(new SctpOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 16 * 1024 });
        for (uint i = 1; i < 60_000; i += 50)
        {
            var first = Crafted.LeftTsn + i;
            pair.Inject(
                pair.Right,
                Crafted.Packet(Crafted.RightTag, [.. Enumerable.Range(0, 50).Select(n => Crafted.Data(first + (uint)n, 0, 1, 0, 1))]));
            Assert.InRange(pair.Right.Association.ReceiveBufferBytes, 0, 3 * 64 * 1024);
        }

        Assert.Null(pair.Right.Observer.Closed);
    }

    [Fact]
    public void Beginnings_without_ends_hold_no_more_memory_than_the_window_allows()
    {
        var pair = KnownPair.Connected(new SctpOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 16 * 1024 });
        for (uint i = 0; i < 2_000; i++)
        {
            pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Data(Crafted.LeftTsn + 1 + (2 * i), (ushort)i, 0, SctpFlags.Begin, 1)));
            Assert.InRange(pair.Right.Association.ReceiveBufferBytes, 0, 3 * 64 * 1024);
        }
    }

    [Fact]
    public void A_message_larger_than_agreed_ends_the_association()
    {
        var pair = KnownPair.Connected(new SctpOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 2000 });
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Data(Crafted.LeftTsn, 0, 0, SctpFlags.Begin, new byte[1000])));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Data(Crafted.LeftTsn + 1, 0, 0, 0, new byte[1000])));
        Assert.Null(pair.Right.Observer.Closed);
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Data(Crafted.LeftTsn + 2, 0, 0, SctpFlags.End, 1)));
        Assert.Equal(SctpCloseKind.ProtocolViolation, pair.Right.Observer.Closed?.Kind);
    }

    [Fact]
    public void Chunks_of_two_streams_are_never_put_together()
    {
        Receive(Crafted.Data(Crafted.LeftTsn, 0, 0, SctpFlags.Begin, 1), Crafted.Data(Crafted.LeftTsn + 1, 1, 0, SctpFlags.End, 2));
        Assert.Equal(SctpCloseKind.ProtocolViolation, _pair.Right.Observer.Closed?.Kind);
        Assert.Empty(_pair.Right.Observer.Messages);
    }

    [Fact]
    public void Parts_without_a_beginning_are_dropped_once_all_before_them_has_come()
    {
        Receive(Crafted.Data(Crafted.LeftTsn, 0, 0, 0, 1), Crafted.Data(Crafted.LeftTsn + 1, 0, 0, SctpFlags.End, 2));
        Receive(Crafted.WholeMessage(Crafted.LeftTsn + 2, 0, 0, 9));
        Assert.Equal([9], Assert.Single(_pair.Right.Observer.Messages).Payload);
        Assert.Equal(0, _pair.Right.Association.ReceiveBufferBytes);
    }

    [Fact]
    public void Data_for_a_stream_that_was_not_agreed_is_acknowledged_reported_and_dropped()
    {
        var pair = KnownPair.Connected(new SctpOptions { IncomingStreams = 10, OutgoingStreams = 10 });
        var sent = pair.Record(pair.Right);
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn, 10, 0, 1)));
        pair.RunFor(100_000);
        Assert.Empty(pair.Right.Observer.Messages);
        var chunks = sent.SelectMany(Crafted.Chunks).ToList();
        Assert.Contains(chunks, c => c[0] == SctpChunkType.Error && c[5] == SctpCause.InvalidStream);
        Assert.Contains(chunks, c => c[0] == SctpChunkType.Sack && BinaryPrimitives.ReadUInt32BigEndian(c.AsSpan(4)) == Crafted.LeftTsn);
    }

    [Fact]
    public void Packets_with_a_wrong_tag_port_or_checksum_are_ignored_quietly()
    {
        var sent = _pair.Record(_pair.Right);
        var abort = Crafted.Chunk(SctpChunkType.Abort, 0);
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag + 1, abort));
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.LeftTag, abort));
        _pair.Inject(_pair.Right, Crafted.Packet(0, abort));
        var otherPort = Crafted.Packet(Crafted.RightTag, abort);
        otherPort[1]++;
        _pair.Inject(_pair.Right, Crafted.Seal(otherPort));
        var broken = Crafted.Packet(Crafted.RightTag, abort);
        broken[^1]++;
        _pair.Inject(_pair.Right, broken);
        Assert.Null(_pair.Right.Observer.Closed);
        Assert.Empty(sent);
    }

    [Fact]
    public void An_abort_with_the_tag_reflected_is_believed_only_with_the_peers_tag()
    {
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Chunk(SctpChunkType.Abort, SctpFlags.ReflectedTag)));
        Assert.Null(_pair.Right.Observer.Closed);
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.Abort, SctpFlags.ReflectedTag)));
        Assert.Equal(SctpCloseKind.RemoteAbort, _pair.Right.Observer.Closed?.Kind);
    }

    [Fact]
    public void The_words_of_an_abort_stay_on_one_line()
    {
        Receive(Crafted.Chunk(SctpChunkType.Abort, 0, Crafted.Parameter(SctpCause.UserInitiatedAbort, [.. "a\r\nb\u001b[31mc\u2028d\u0085"u8])));
        Assert.Equal("The peer aborted: a  b [31mc d ", _pair.Right.Observer.Closed?.Message);
    }

    [Theory]
    [InlineData(0x3F, false, false)]
    [InlineData(0x7F, false, true)]
    [InlineData(0xBF, true, false)]
    [InlineData(0xFF, true, true)]
    public void Unknown_chunks_are_skipped_or_end_the_packet_and_are_reported_as_their_high_bits_say(byte type, bool goesOn, bool reported)
    {
        var sent = _pair.Record(_pair.Right);
        Receive(Crafted.Chunk(type, 0, 1, 2, 3, 4), Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 1));
        Assert.Equal(goesOn ? 1 : 0, _pair.Right.Observer.Messages.Count);
        _pair.RunFor(100_000);
        var reports = sent.SelectMany(Crafted.Chunks).Where(c => c[0] == SctpChunkType.Error).ToList();
        Assert.Equal(reported ? 1 : 0, reports.Count);
        if (reported)
        {
            Assert.Equal([0, 6, 0, 12, type, 0, 0, 8, 1, 2, 3, 4], reports[0][4..]);
        }
    }

    [Fact]
    public void A_flood_of_questions_gets_a_bounded_number_of_answers()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _pair.Right.Association.HandlePacket(
                Crafted.Packet(Crafted.RightTag, Crafted.Chunk(SctpChunkType.Heartbeat, 0, new byte[1000])), _pair.Now);
            _pair.Right.Association.HandlePacket(Crafted.Packet(0, Crafted.Init((uint)i + 1, 7)), _pair.Now);
        }

        var before = _pair.Right.PacketsSent;
        _pair.Flush();
        Assert.InRange(_pair.Right.PacketsSent - before, 1, 24);
    }

    /// <summary>Whatever answers are due, and however they fill a packet, each packet keeps to its size and all of them leave.</summary>
    [Fact]
    public void Answers_of_every_size_share_packets_with_everything_else()
    {
        for (var size = 8; size <= 1024; size += 4)
        {
            var pair = KnownPair.Connected();
            var sent = pair.Record(pair.Right);
            pair.Send(pair.Right, 0, new byte[3000]);
            pair.Right.Association.ResetStream(3, pair.Now);
            var question = Crafted.Chunk(SctpChunkType.Heartbeat, 0, new byte[size]);
            for (var i = 0; i < 3; i++)
            {
                pair.Right.Association.HandlePacket(Crafted.Packet(Crafted.RightTag, question), pair.Now);
                pair.Right.Association.HandlePacket(
                    Crafted.Packet(Crafted.RightTag, [.. Enumerable.Repeat(Crafted.WholeMessage(Crafted.LeftTsn + 1, 0, 1, 1), 20)]), pair.Now);
            }

            pair.Right.Association.Shutdown(pair.Now);
            pair.Flush();
            var chunks = sent.SelectMany(Crafted.Chunks).ToList();
            Assert.Equal(3, chunks.Count(c => c[0] == SctpChunkType.HeartbeatAck));
            var sack = Assert.Single(chunks, c => c[0] == SctpChunkType.Sack);
            Assert.Equal((1, 16), (sack[13], sack[15]));
            Assert.All(sent, packet => Assert.InRange(packet.Length, 16, 1200));
        }
    }

    [Fact]
    public void A_cookie_that_fits_no_packet_ends_the_handshake()
    {
        var pair = KnownPair.Unconnected(new SctpOptions { Mtu = 300 });
        pair.Left.Association.Start(pair.Now);
        pair.Inject(
            pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Init(5, 100, SctpChunkType.InitAck, 100, Crafted.Parameter(7, new byte[400]))));
        Assert.Equal(SctpCloseKind.ProtocolViolation, pair.Left.Observer.Closed?.Kind);
    }

    [Fact]
    public void Forward_tsn_over_a_long_way_drops_only_what_it_passes()
    {
        Receive(Crafted.Data(Crafted.LeftTsn, 0, 0, SctpFlags.Begin, 1));
        Receive(Crafted.Data(Crafted.LeftTsn + 30_000, 0, 1, 0, 2), Crafted.Data(Crafted.LeftTsn + 60_001, 0, 2, SctpFlags.Begin, 3));
        Receive(Crafted.ForwardTsn(Crafted.LeftTsn + 60_000, (0, 1)));
        Receive(Crafted.Data(Crafted.LeftTsn + 60_002, 0, 2, SctpFlags.End, 4));
        Assert.Equal([3, 4], Assert.Single(_pair.Right.Observer.Messages).Payload);
        Assert.Equal(0, _pair.Right.Association.ReceiveBufferBytes);
    }

    [Fact]
    public void The_answer_to_an_init_is_hardly_larger_than_the_init()
    {
        var pair = KnownPair.Unconnected();
        var init = Crafted.Packet(0, Crafted.Init(7, 7));
        var sent = pair.Record(pair.Left);
        pair.Inject(pair.Left, init);
        Assert.InRange(Assert.Single(sent).Length, 1, 5 * init.Length);
    }

    private void Receive(params byte[][] chunks) => _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag, chunks));

    private void ReceiveLeft(params byte[][] chunks) => _pair.Inject(_pair.Left, Crafted.Packet(Crafted.LeftTag, chunks));

    /// <summary>Sends messages that no one acknowledges; returns the last one's TSN.</summary>
    private uint SendUnacknowledged(int count = 1)
    {
        _pair.Left.Filter = (_, _) => false;
        for (var i = 0; i < count; i++)
        {
            _pair.Send(_pair.Left, 0, new byte[1000]);
        }

        _pair.Flush();
        return Crafted.LeftTsn + (uint)count - 1;
    }

    private void AssertStillWorks()
    {
        _pair.Send(_pair.Left, 0, [42]);
        _pair.RunUntil(() => _pair.Right.Observer.Messages.Count == 1);
    }
}
