using System.Buffers.Binary;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>How losses are noticed and repaired, and how the path is watched.</summary>
public class SctpRecoveryTests
{
    private const long RoundTrip = 20_000;
    private static readonly byte[] Packetful = new byte[1172];

    [Fact]
    public void One_lost_packet_is_sent_again_within_two_round_trips_and_halves_the_window()
    {
        var pair = Warm();
        var window = pair.Left.Association.CongestionWindow;
        Drop(pair, 3);
        SendPackets(pair, 10);
        var start = pair.Now;
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 10);
        Assert.InRange(pair.Now - start, RoundTrip, 2 * RoundTrip);
        pair.RunUntilDrained();
        Assert.Equal(1, pair.Left.Association.Retransmissions);
        Assert.Equal(Math.Max(window / 2, 4800), pair.Left.Association.SlowStartThreshold);
    }

    [Fact]
    public void Many_packets_lost_at_once_halve_the_window_once()
    {
        var pair = Warm(40);
        var window = pair.Left.Association.CongestionWindow;
        Drop(pair, 2, 4, 5, 9, 11);
        SendPackets(pair, 30);
        pair.RunUntilDrained();
        Assert.Equal(5, pair.Left.Association.Retransmissions);
        Assert.InRange(pair.Left.Association.SlowStartThreshold, window / 2, (window / 2) + 6_000);
    }

    [Fact]
    public void What_was_sent_before_a_loss_does_not_enlarge_the_window_after_it()
    {
        var pair = Warm(40);
        Drop(pair, 2);
        SendPackets(pair, 200);
        pair.RunUntil(() => pair.Left.Association.SlowStartThreshold < long.MaxValue);
        var threshold = pair.Left.Association.SlowStartThreshold;
        pair.RunFor(RoundTrip - 1_000);
        Assert.Equal((threshold, threshold), (pair.Left.Association.SlowStartThreshold, pair.Left.Association.CongestionWindow));
        pair.RunUntilDrained();
        Assert.True(pair.Left.Association.CongestionWindow > threshold);
    }

    [Fact]
    public void A_retransmission_that_is_lost_too_is_noticed_without_waiting_for_the_timeout()
    {
        var pair = Warm(40);
        Drop(pair, 2, 31);
        SendPackets(pair, 60);
        var start = pair.Now;
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 60);
        Assert.InRange(pair.Now - start, RoundTrip, 8 * RoundTrip);
        pair.RunUntilDrained();
    }

    [Fact]
    public void A_lost_tail_is_probed_for_long_before_the_timeout()
    {
        var pair = Warm();
        Drop(pair, 9, 10);
        SendPackets(pair, 10);
        var start = pair.Now;
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 10);
        Assert.InRange(pair.Now - start, RoundTrip, 5 * RoundTrip);
        pair.RunUntilDrained();
        Assert.True(pair.Left.Association.SlowStartThreshold < long.MaxValue, "A repaired loss is a loss.");
    }

    [Fact]
    public void A_probe_that_repairs_the_only_loss_counts_as_congestion()
    {
        var pair = Warm();
        Drop(pair, 10);
        SendPackets(pair, 10);
        pair.RunUntilDrained();
        Assert.Equal(1, pair.Left.Association.Retransmissions);
        Assert.True(pair.Left.Association.SlowStartThreshold < long.MaxValue);
    }

    [Fact]
    public void Reordering_within_a_quarter_of_the_round_trip_causes_no_retransmissions_once_seen()
    {
        var pair = Warm();
        pair.Left.Link = new LinkConditions { Delay = RoundTrip / 2, Jitter = RoundTrip / 8 };
        SendPackets(pair, 100);
        pair.RunUntilDrained();
        var before = pair.Left.Association.Retransmissions;
        SendPackets(pair, 500);
        pair.RunUntilDrained();
        Assert.InRange(pair.Left.Association.Retransmissions - before, 0, 5);
        Assert.Equal(600, pair.Right.Observer.Messages.Count);
    }

    [Fact]
    public void When_nothing_comes_back_the_timeout_doubles_and_the_window_is_one_packet()
    {
        var pair = Warm();
        pair.Left.Filter = (_, _) => false;
        SendPackets(pair, 10);
        var rto = pair.Left.Association.RetransmissionTimeout;
        pair.RunUntil(() => pair.Left.Association.RetransmissionTimeout == 2 * rto, rto + (5 * RoundTrip));
        Assert.Equal(1200, pair.Left.Association.CongestionWindow);
        pair.RunUntil(() => pair.Left.Association.RetransmissionTimeout == 4 * rto, (2 * rto) + RoundTrip);
        pair.Left.Filter = null;
        pair.RunUntilDrained();
        Assert.Equal(10, pair.Right.Observer.Messages.Count);
    }

    [Fact]
    public void A_dead_path_ends_the_association_after_the_agreed_number_of_timeouts()
    {
        var pair = Warm();
        pair.Left.Filter = (_, _) => false;
        SendPackets(pair, 1);
        pair.RunUntil(() => pair.Left.Observer.Closed is not null);
        Assert.Equal(SctpCloseKind.Timeout, pair.Left.Observer.Closed!.Value.Kind);
    }

    [Fact]
    public void A_silent_path_is_asked_and_answers()
    {
        var pair = Warm();
        var sent = pair.Record(pair.Left);
        pair.Wiretap += (_, packet) => sent.Add(packet);
        pair.RunFor(35_000_000);
        Assert.Contains(sent, p => p[12] == SctpChunkType.Heartbeat);
        Assert.Contains(sent, p => p[12] == SctpChunkType.HeartbeatAck);
        pair.RunFor(600_000_000);
        Assert.Null(pair.Left.Observer.Closed);
    }

    [Fact]
    public void A_silent_path_that_is_dead_is_noticed()
    {
        var pair = Warm();
        pair.Left.Filter = (_, _) => false;
        pair.RunUntil(() => pair.Right.Observer.Closed is not null, 600_000_000);
        Assert.Equal(SctpCloseKind.Timeout, pair.Right.Observer.Closed!.Value.Kind);
    }

    [Fact]
    public void A_heartbeat_answer_with_another_nonce_is_no_sign_of_life()
    {
        var pair = Warm();
        bool Falsify(int number, byte[] packet)
        {
            if (packet[12] == SctpChunkType.HeartbeatAck)
            {
                packet[24] ^= 1;
                Crafted.Seal(packet);
            }

            return true;
        }

        pair.Left.Filter = pair.Right.Filter = Falsify;
        pair.RunUntil(() => pair.Left.Observer.Closed is not null, 600_000_000);
    }

    [Fact]
    public void Every_second_packet_is_acknowledged_at_once_and_a_lone_one_after_a_short_delay()
    {
        var pair = Warm();
        var sacks = pair.Record(pair.Right);
        SendPackets(pair, 2);
        pair.RunFor(RoundTrip / 2);
        Assert.Single(sacks);
        SendPackets(pair, 1);
        pair.RunFor((RoundTrip / 2) + 19_000);
        Assert.Single(sacks);
        pair.RunFor(2_000);
        Assert.Equal(2, sacks.Count);
    }

    [Fact]
    public void An_answer_carries_the_acknowledgement()
    {
        var pair = Warm();
        var sent = pair.Record(pair.Right);
        SendPackets(pair, 1);
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
        pair.Send(pair.Right, 0, [1]);
        pair.RunUntil(() => pair.Left.Observer.Messages.Count == 1);
        Assert.Equal([SctpChunkType.Sack, SctpChunkType.Data], Crafted.Chunks(Assert.Single(sent)).Select(c => c[0]));
    }

    [Fact]
    public void Duplicates_are_reported()
    {
        var pair = Warm();
        var sent = pair.Record(pair.Right);
        pair.Left.Link = new LinkConditions { Delay = RoundTrip / 2, Duplication = 1 };
        SendPackets(pair, 1);
        pair.RunFor(RoundTrip);
        Assert.Contains(sent, p => BinaryPrimitives.ReadUInt16BigEndian(p.AsSpan(12 + 14)) == 1);
        Assert.Single(pair.Right.Observer.Messages);
    }

    [Fact]
    public void A_reader_that_stops_stops_the_sender_and_one_that_goes_on_lets_it_go_on()
    {
        var pair = new SimulatedPair(1, new SctpOptions { ReceiveWindow = 100_000, MaxMessageSize = 32 * 1024 }).Connect();
        pair.Right.Observer.Sink = (_, _, length) => pair.Right.Association.UnconsumedBytes += length;
        for (var i = 0; i < 50; i++)
        {
            pair.Send(pair.Left, 0, new byte[10_000]);
        }

        pair.RunFor(20_000_000);
        Assert.InRange(pair.Right.Association.UnconsumedBytes, 80_000, 110_000);
        Assert.Null(pair.Left.Observer.Closed);
        pair.RunFor(300_000_000);
        Assert.Null(pair.Left.Observer.Closed);
        pair.Right.Observer.Sink = (_, _, _) => { };
        pair.Right.Association.UnconsumedBytes = 0;
        var start = pair.Now;
        pair.RunUntilDrained();
        Assert.InRange(pair.Now - start, 0, 2_000_000);
    }

    [Fact]
    public void A_window_that_reopens_is_told_even_if_the_first_telling_is_lost()
    {
        // The message must not be under way as a whole before the first answer tells that there is no room.
        var pair = new SimulatedPair(1, new SctpOptions { ReceiveWindow = 100_000, MaxMessageSize = 32 * 1024, CongestionControl = static (_, _) => new FixedWindow(10_000) }).Connect();
        pair.Right.Association.UnconsumedBytes = 200_000;
        pair.Send(pair.Left, 0, new byte[20_000]);
        pair.RunFor(3_000_000);
        Assert.Empty(pair.Right.Observer.Messages);
        var count = pair.Right.PacketsSent;
        pair.Right.Filter = (number, _) => number > count + 1;
        pair.Right.Association.UnconsumedBytes = 0;
        pair.RunUntilDrained();
    }

    [Fact]
    public void The_budget_of_the_process_bounds_what_all_associations_hold_together()
    {
        var budget = new SctpReceiveBudget(1 << 20);
        var pairs = Enumerable.Range(1, 8).Select(seed => new SimulatedPair(seed, new SctpOptions { ReceiveBudget = budget, ReceiveFloor = 0 }).Connect()).ToArray();
        foreach (var pair in pairs)
        {
            // The first packet never gets through, so all others wait for it.
            var first = pair.Left.PacketsSent + 1;
            uint? lost = null;
            pair.Left.Filter = (number, packet) =>
            {
                lost ??= number == first ? BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(16)) : null;
                return !Crafted.Chunks(packet).Exists(c => c[0] == SctpChunkType.Data && BinaryPrimitives.ReadUInt32BigEndian(c.AsSpan(4)) == lost);
            };
            for (var i = 0; i < 40; i++)
            {
                pair.Send(pair.Left, 0, new byte[50_000]);
            }

            pair.RunFor(1_500_000);
        }

        Assert.InRange(budget.Used, 1 << 19, 1 << 20);
        Assert.InRange(pairs.Sum(p => p.Right.Association.ReceiveBufferBytes), 1 << 19, (1 << 20) + 200_000);
        foreach (var pair in pairs)
        {
            pair.Left.Filter = null;
            pair.RunUntilDrained();
            Assert.Equal(40, pair.Right.Observer.Messages.Count);
            pair.Left.Association.Abort("done", pair.Now);
            pair.RunUntil(() => pair.Right.Observer.Closed is not null);
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void An_association_that_is_disposed_of_gives_its_share_of_the_budget_back_and_says_nothing()
    {
        var budget = new SctpReceiveBudget(1 << 20);
        var pair = KnownPair.Connected(new SctpOptions { ReceiveBudget = budget, ReceiveFloor = 0 });
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn + 1, 0, 1, new byte[1000])));
        pair.Right.Association.UnconsumedBytes = 10_000;
        Assert.NotEqual(0, budget.Used);
        pair.Right.Association.Dispose();
        pair.Right.Association.Dispose();
        Assert.Equal(0, budget.Used);
        Assert.Null(pair.Right.Observer.Closed);
        var sent = pair.Right.PacketsSent;
        pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 1)));
        Assert.Equal(sent, pair.Right.PacketsSent);
        Assert.Equal(long.MaxValue, pair.Right.Association.NextDeadline);
    }

    [Fact]
    public void A_message_that_others_wait_for_gets_through_although_the_budget_is_used_up()
    {
        var budget = new SctpReceiveBudget(1 << 20);
        var pair = KnownPair.Connected(new SctpOptions { ReceiveBudget = budget });
        for (uint i = 1; i <= 400; i++)
        {
            pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn + 300 + i, 0, (ushort)i, new byte[1000])));
        }

        budget.Take(budget.Limit - budget.Used);
        for (uint i = 0; i <= 300; i++)
        {
            byte flags = i == 0 ? SctpFlags.Begin : i == 300 ? SctpFlags.End : (byte)0;
            pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Data(Crafted.LeftTsn + i, 0, 0, flags, new byte[800])));
        }

        Assert.Equal(401, pair.Right.Observer.Messages.Count);
    }

    private static SimulatedPair Warm(int packets = 10)
    {
        var pair = new SimulatedPair(1, SharedLink.Options(SharedLink.Reno)).Connect();
        SendPackets(pair, packets);
        pair.RunUntilDrained();
        pair.RunFor(100_000);
        pair.Right.Observer.Messages.Clear();
        return pair;
    }

    /// <summary>Drops these of the packets that the left side sends from now on, counted from one.</summary>
    private static void Drop(SimulatedPair pair, params int[] numbers)
    {
        var before = pair.Left.PacketsSent;
        pair.Left.Filter = (number, _) => !numbers.Contains(number - before);
    }

    private static void SendPackets(SimulatedPair pair, int count)
    {
        for (var i = 0; i < count; i++)
        {
            pair.Send(pair.Left, 0, Packetful);
        }

        pair.Flush();
    }
}
