using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>Streams: order, partial reliability, fair shares, resets, many of them.</summary>
public class SctpStreamTests
{
    [Fact]
    public void Unordered_messages_do_not_wait_for_lost_ones()
    {
        var pair = new SimulatedPair().Connect();
        DropFirstData(pair);
        for (byte i = 0; i < 10; i++)
        {
            pair.Send(pair.Left, 0, Message(1100, i), new SctpSendOptions { Unordered = true });
        }

        pair.RunFor(15_000);
        Assert.Equal(9, pair.Right.Observer.Messages.Count);
        pair.RunUntilDrained();
        Assert.Equal(10, pair.Right.Observer.Messages.Count);
        Assert.Equal(0, pair.Right.Observer.Messages[^1].Payload[0]);
    }

    [Fact]
    public void A_loss_on_one_stream_does_not_hold_up_another()
    {
        var pair = new SimulatedPair().Connect();
        DropFirstData(pair);
        for (byte i = 0; i < 10; i++)
        {
            pair.Send(pair.Left, i, Message(1100, i));
        }

        pair.RunFor(15_000);
        Assert.Equal(9, pair.Right.Observer.Messages.Count);
        pair.RunUntilDrained();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_that_may_not_be_repeated_is_given_up_when_lost(bool unordered)
    {
        var pair = new SimulatedPair().Connect();
        DropFirstData(pair);
        for (byte i = 0; i < 10; i++)
        {
            pair.Send(pair.Left, 0, Message(1100, i), new SctpSendOptions { Unordered = unordered, MaxRetransmits = 0 });
        }

        pair.RunUntilDrained();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], pair.Right.Observer.Messages.Select(m => (int)m.Payload[0]));
        Assert.Equal(0, pair.Left.Association.Retransmissions);
    }

    [Fact]
    public void A_message_is_repeated_as_often_as_allowed()
    {
        for (var limit = 0; limit < 4; limit++)
        {
            var pair = new SimulatedPair().Connect();
            var lost = pair.Left.PacketsSent + 1;
            var copies = 0;
            pair.Left.Filter = (number, packet) =>
            {
                copies += Crafted.Chunks(packet).Count(c => c[0] == SctpChunkType.Data);
                return false;
            };
            pair.Send(pair.Left, 0, [1], new SctpSendOptions { MaxRetransmits = limit });
            pair.RunFor(8_000_000);
            Assert.Equal(limit + 1, copies);
            pair.Left.Filter = null;
            pair.RunUntilDrained();
            Assert.Empty(pair.Right.Observer.Messages);
        }
    }

    [Fact]
    public void A_message_past_its_lifetime_is_not_sent_any_more()
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Rate = 1_000_000, Queue = 20_000 } };
        pair.Connect();
        for (byte i = 0; i < 100; i++)
        {
            pair.Send(pair.Left, 0, Message(10_000, i), new SctpSendOptions { LifetimeMicroseconds = 500_000 });
        }

        pair.RunUntilDrained();
        Assert.InRange(pair.Right.Observer.Messages.Count, 2, 30);
        Assert.All(pair.Right.Observer.Messages, m => Assert.Equal(Message(10_000, m.Payload[0]), m.Payload));
        pair.Send(pair.Left, 0, [255]);
        pair.RunUntilDrained();
        Assert.Equal([255], pair.Right.Observer.Messages[^1].Payload);
    }

    [Fact]
    public void Expired_messages_do_not_pile_up_while_the_path_is_dead()
    {
        var pair = new SimulatedPair().Connect();
        pair.Left.Filter = (_, _) => false;
        for (var i = 0; i < 1000; i++)
        {
            pair.Send(pair.Left, 0, new byte[1000], new SctpSendOptions { LifetimeMicroseconds = 50_000 });
            pair.RunFor(2_000);
            Assert.InRange(pair.Left.Association.TotalBufferedAmount, 0, 40_000);
        }
    }

    [Fact]
    public void A_peer_that_knows_no_forward_tsn_gets_everything_that_was_begun()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Left.Association.Start(pair.Now);
        pair.Flush();
        pair.Right.Filter = (_, _) => false;
        pair.RunFor(100_000);
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Init(5, 100, SctpChunkType.InitAck, 100, Crafted.Parameter(7, 1, 2, 3, 4))));
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieAck, 0)));
        pair.Send(pair.Left, 0, [1], new SctpSendOptions { MaxRetransmits = 0 });
        sent.Clear();
        pair.RunFor(5_000_000);
        var chunks = sent.SelectMany(Crafted.Chunks).ToList();
        Assert.True(chunks.Count(c => c[0] == SctpChunkType.Data) > 1);
        Assert.DoesNotContain(chunks, c => c[0] == SctpChunkType.ForwardTsn);
    }

    [Fact]
    public void A_small_message_overtakes_the_backlog_of_another_stream()
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Rate = 10_000_000, Queue = 50_000 } };
        pair.Connect();
        for (var i = 0; i < 100; i++)
        {
            pair.Send(pair.Left, 0, new byte[16 * 1024]);
        }

        pair.RunFor(200_000);
        var start = pair.Now;
        pair.Send(pair.Left, 1, [1]);
        pair.RunUntil(() => pair.Right.Observer.Messages.Exists(m => m.Stream == 1));
        Assert.InRange(pair.Now - start, 0, 120_000);
    }

    [Theory]
    [InlineData(256, 256, 1.0)]
    [InlineData(512, 256, 2.0)]
    [InlineData(1024, 128, 8.0)]
    public void Streams_share_the_path_by_their_weights(int first, int second, double expected)
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Rate = 20_000_000, Queue = 50_000 } };
        pair.Connect();
        pair.Left.Association.SetStreamWeight(1, first);
        pair.Left.Association.SetStreamWeight(2, second);
        for (var i = 0; i < 1000; i++)
        {
            pair.Send(pair.Left, 1, new byte[4_000]);
            pair.Send(pair.Left, 2, new byte[9_000]);
        }

        pair.RunFor(1_000_000);
        double Bytes(ushort stream) => pair.Right.Observer.Messages.Where(m => m.Stream == stream).Sum(m => m.Payload.Length);
        Assert.InRange(Bytes(1) / Bytes(2), expected * 0.85, expected * 1.15);
    }

    [Fact]
    public void A_stream_that_was_idle_has_earned_no_more_than_its_share()
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Rate = 20_000_000, Queue = 50_000 } };
        pair.Connect();
        for (var i = 0; i < 2000; i++)
        {
            pair.Send(pair.Left, 1, new byte[4_000]);
        }

        pair.RunFor(1_500_000);
        pair.Right.Observer.Messages.Clear();
        for (var i = 0; i < 500; i++)
        {
            pair.Send(pair.Left, 2, new byte[4_000]);
        }

        pair.RunFor(600_000);
        double Count(ushort stream) => pair.Right.Observer.Messages.Count(m => m.Stream == stream);
        Assert.InRange(Count(1) / Count(2), 0.8, 1.4);
    }

    [Fact]
    public void Five_hundred_streams_each_carry_their_messages_in_order_and_are_all_reset()
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Loss = 0.02 } };
        pair.Connect();
        for (var round = 0; round < 10; round++)
        {
            for (ushort stream = 0; stream < 500; stream++)
            {
                pair.Send(pair.Left, stream, Message(100, (byte)round));
            }
        }

        for (ushort stream = 0; stream < 500; stream++)
        {
            pair.Left.Association.ResetStream(stream, pair.Now);
        }

        pair.RunUntil(() => pair.Left.Observer.ResetsDone.Count == 500);
        Assert.Equal(500, pair.Right.Observer.Resets.Distinct().Count());
        foreach (var stream in pair.Right.Observer.Messages.GroupBy(m => m.Stream))
        {
            Assert.Equal(Enumerable.Range(0, 10), stream.Select(m => (int)m.Payload[0]));
        }
    }

    [Fact]
    public void A_stream_being_reset_refuses_messages_and_takes_them_afterwards()
    {
        var pair = new SimulatedPair().Connect();
        pair.Left.Association.ResetStream(1, pair.Now);
        Assert.Equal(SctpSendResult.StreamResetting, pair.TrySend(pair.Left, 1, [1]));
        pair.RunUntil(() => pair.Left.Observer.ResetsDone.Count == 1);
        pair.Send(pair.Left, 1, [1]);
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
    }

    [Fact]
    public void Both_sides_can_reset_the_same_streams_at_once()
    {
        var pair = new SimulatedPair { BothWays = new LinkConditions { Loss = 0.3 } };
        pair.Connect();
        for (ushort stream = 0; stream < 20; stream++)
        {
            pair.Send(pair.Left, stream, [1]);
            pair.Send(pair.Right, stream, [1]);
            pair.Left.Association.ResetStream(stream, pair.Now);
            pair.Right.Association.ResetStream(stream, pair.Now);
        }

        pair.RunUntil(() => pair.Left.Observer.ResetsDone.Count == 20 && pair.Right.Observer.ResetsDone.Count == 20);
        Assert.All(pair.Left.Observer.ResetsDone, r => Assert.True(r.Accepted));
        Assert.Equal((20, 20), (pair.Left.Observer.Messages.Count, pair.Right.Observer.Messages.Count));
        Assert.Equal(20, pair.Left.Observer.Resets.Count);
    }

    [Fact]
    public void A_reset_is_asked_for_only_once_the_last_message_is_acknowledged()
    {
        var pair = new SimulatedPair().Connect();
        pair.Right.Link = LinkConditions.Perfect with { Delay = 50_000 };
        pair.Send(pair.Left, 1, [42]);
        pair.Left.Association.ResetStream(1, pair.Now);
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
        pair.RunFor(30_000);
        Assert.Empty(pair.Right.Observer.Resets);
        pair.RunUntil(() => pair.Right.Observer.Resets.Count == 1);
    }

    [Fact]
    public void A_reset_waits_for_the_data_it_comes_after()
    {
        var pair = KnownPair.Connected();
        var sent = pair.Record(pair.Right);
        var request = Crafted.Chunk(
            SctpChunkType.Reconfig, 0, Crafted.Parameter(13, Crafted.Join(Crafted.U32(Crafted.LeftTsn), Crafted.U32(0), Crafted.U32(Crafted.LeftTsn), Crafted.U16(4))));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, request));
        Assert.Empty(pair.Right.Observer.Resets);
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, request));
        Assert.Equal(6u, Result(sent));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn, 4, 0, 1)));
        Assert.Equal([(ushort)4], pair.Right.Observer.Resets);
        Assert.Equal(1u, Result(sent));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, request));
        Assert.Equal(1u, Result(sent));
        Assert.Single(pair.Right.Observer.Resets);
    }

    [Fact]
    public void A_reset_request_out_of_turn_or_of_an_unknown_kind_is_refused()
    {
        var pair = KnownPair.Connected();
        var sent = pair.Record(pair.Right);
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Reconfig(13, Crafted.LeftTsn + 5, Crafted.U32(0), Crafted.U32(0), Crafted.U16(4))));
        Assert.Equal(5u, Result(sent));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Reconfig(17, Crafted.LeftTsn, Crafted.U32(0x0010_0000))));
        Assert.Equal(2u, Result(sent));
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Reconfig(13, Crafted.LeftTsn + 1, Crafted.U32(0))));
        Assert.Empty(pair.Right.Observer.Resets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_set_for_a_stream_outlives_a_reset_that_the_peer_asks_for_and_no_other(bool isOurs)
    {
        var pair = KnownPair.Connected();
        var left = pair.Left.Association;
        left.SetStreamWeight(1, 1024);
        left.SetBufferedAmountLowThreshold(1, 100_000);
        pair.Send(pair.Left, 1, [1]);
        pair.RunUntilDrained();
        if (isOurs)
        {
            left.ResetStream(1, pair.Now);
        }

        var request = Crafted.Chunk(SctpChunkType.Reconfig, 0, Crafted.Parameter(SctpParameterType.IncomingReset, [.. Crafted.U32(Crafted.RightTsn), .. Crafted.U16(1)]));
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, request));
        pair.RunUntil(() => pair.Left.Observer.ResetsDone.Count == 1);
        Assert.Equal([((ushort)1, true)], pair.Left.Observer.ResetsDone);
        Assert.Equal([(ushort)1], pair.Right.Observer.Resets);

        // The numbering began anew for both, or this would not arrive.
        pair.Send(pair.Left, 1, [2]);
        pair.RunUntilDrained();
        Assert.Equal([2], pair.Right.Observer.Messages[^1].Payload);

        // Four times the weight of another stream, or once.
        pair.Right.Observer.Messages.Clear();
        for (byte i = 0; i < 100; i++)
        {
            pair.Send(pair.Left, 1, Message(1000, 1));
            pair.Send(pair.Left, 2, Message(1000, 2));
        }

        pair.RunUntilDrained();
        Assert.InRange(pair.Right.Observer.Messages.Take(50).Count(message => message.Stream == 1), isOurs ? 20 : 35, isOurs ? 30 : 45);
        pair.Left.Observer.LowBuffers.Clear();
        pair.Send(pair.Left, 1, new byte[200_000]);
        pair.RunUntil(() => pair.Left.Observer.LowBuffers.Count > 0);
        Assert.InRange(left.GetBufferedAmount(1), isOurs ? 0 : 20_000, isOurs ? 0 : 100_000);
    }

    [Fact]
    public void A_peer_may_ask_us_to_reset_our_streams()
    {
        var pair = KnownPair.Connected();
        pair.Send(pair.Right, 4, [1]);
        pair.RunUntilDrained();
        var sent = pair.Record(pair.Right);
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Reconfig(14, Crafted.LeftTsn, Crafted.U16(4), Crafted.U16(4000))));
        var reset = Assert.Single(sent.SelectMany(Crafted.Chunks), c => c[0] == SctpChunkType.Reconfig && c[5] == 13);
        Assert.Equal(Crafted.U16(4), reset[20..22]);
    }

    private static byte[] Reconfig(ushort type, uint number, params byte[][] rest) =>
        Crafted.Chunk(SctpChunkType.Reconfig, 0, Crafted.Parameter(type, Crafted.Join([Crafted.U32(number), .. rest])));

    private static uint Result(List<byte[]> sent)
    {
        var answers = sent.SelectMany(Crafted.Chunks).Where(c => c[0] == SctpChunkType.Reconfig).ToList();
        sent.Clear();
        return BinaryPrimitives.ReadUInt32BigEndian(Assert.Single(answers).AsSpan(12));
    }

    private static void DropFirstData(SimulatedPair pair)
    {
        var first = pair.Left.PacketsSent + 1;
        pair.Left.Filter = (number, _) => number != first;
    }

    private static byte[] Message(int length, byte first)
    {
        var message = new byte[length];
        message.AsSpan().Fill(first);
        return message;
    }
}
