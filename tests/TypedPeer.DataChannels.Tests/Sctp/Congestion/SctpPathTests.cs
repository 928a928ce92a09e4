using System.Globalization;
using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>What a transfer gets of paths as users have them, 100 Mbit/s with a queue of 50 ms, counted from its start; all on the virtual clock.</summary>
public class SctpPathTests(ITestOutputHelper output)
{
    private const long Time = 10 * SharedLink.Second;

    [Theory]
    [InlineData(20, 0, 0.9)]
    [InlineData(20, 0.001, 0.9)]
    [InlineData(20, 0.01, 0.8)]
    [InlineData(100, 0, 0.91)]
    [InlineData(100, 0.001, 0.8)]
    [InlineData(100, 0.01, 0.8)]
    public void A_transfer_gets_most_of_a_path_that_loses_packets(int roundTrip, double loss, double share)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var link = SharedLink.Of(roundTrip, loss);
            var flow = link.Add(SharedLink.Bbr, seed);
            link.RunFor(Time);
            var got = link.ShareOf(flow.Received, Time);
            Write($"{got:P1} of the link, {flow.Pair.Left.Association.Retransmissions} chunks sent again");
            Assert.InRange(got, share, 1.0);
        }
    }

    [Fact]
    public void Where_little_is_lost_little_is_sent_again()
    {
        var link = SharedLink.Of(20, 0.01);
        var flow = link.Add(SharedLink.Bbr);
        link.RunFor(Time);
        var lost = flow.Pair.Left.PacketsSent * 0.01;
        Write($"{flow.Pair.Left.Association.Retransmissions} chunks sent again, {lost:F0} packets lost");
        Assert.InRange(flow.Pair.Left.Association.Retransmissions, lost * 0.8, lost * 1.3);
    }

    [Theory]
    [InlineData(20, 7_000)]
    [InlineData(100, 27_500)]
    public void A_small_message_beside_a_transfer_waits_behind_a_probe_and_no_more(int roundTrip, int longest)
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var link = SharedLink.Of(roundTrip, 0);
            var flow = link.Add(SharedLink.Bbr, seed);
            link.RunFor(2 * SharedLink.Second);
            flow.SendSmall();
            link.RunFor(Time);
            Write($"{flow.SmallP99} us of {link.Conditions.Delay}");
            Assert.InRange(flow.SmallP99, link.Conditions.Delay, link.Conditions.Delay + longest);
        }
    }

    [Fact]
    public void A_transfer_that_is_alone_overruns_a_queue_of_half_a_round_trip_in_its_start_only()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var link = SharedLink.Of(100, 0);
            link.Add(SharedLink.Bbr, seed);
            link.RunFor(2 * SharedLink.Second);
            var dropped = link.Dropped;
            link.RunFor(3 * Time);
            Write($"{dropped} packets found the queue full at the start");
            Assert.Equal(dropped, link.Dropped);
            Assert.InRange(dropped, 1, 650);
        }
    }

    [Theory]
    [InlineData(20, 2, 1.3)]
    [InlineData(100, 20, 1.6)]
    public void A_flow_that_comes_late_finds_its_share(int roundTrip, int after, double most)
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var link = SharedLink.Of(roundTrip, 0);
            var first = link.Add(SharedLink.Bbr, seed);
            link.RunFor(SharedLink.Second);
            var second = link.Add(SharedLink.Bbr, seed + 10);
            link.RunFor(after * SharedLink.Second);
            var (a, b) = (first.Received, second.Received);
            link.RunFor(Time);
            var shares = (First: link.ShareOf(first.Received - a, Time), Second: link.ShareOf(second.Received - b, Time));
            Write($"{shares.First:P0} and {shares.Second:P0}, {link.Dropped} packets found the queue full");
            Assert.InRange(Math.Max(shares.First, shares.Second) / Math.Min(shares.First, shares.Second), 1.0, most);
            Assert.InRange(shares.First + shares.Second, 0.9, 1.0);
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void A_timer_that_is_late_costs_no_throughput(int megabits)
    {
        var link = SharedLink.Of(20, 0, megabits);
        var flow = link.Add(SharedLink.Bbr);
        flow.Pair.TimerDelay = 1_000;
        link.RunFor(Time);
        Write($"{link.ShareOf(flow.Received, Time):P1} of the link");
        Assert.InRange(link.ShareOf(flow.Received, Time), 0.9, 1.0);
    }

    [Fact]
    public void Two_flows_share_a_path_within_a_third()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var (first, second) = Share(SharedLink.Bbr, SharedLink.Bbr, 20, seed);
            Assert.InRange(Math.Max(first, second) / Math.Min(first, second), 1.0, 1.3);
            Assert.InRange(first + second, 0.9, 1.0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_neighbour_by_the_RFC_keeps_its_part_and_leaves_ours(bool isFirst)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            AssertBothLive(SharedLink.Reno, isFirst, seed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_neighbour_by_CUBIC_keeps_its_part_and_leaves_ours(bool isFirst)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            AssertBothLive(SharedLink.Cubic, isFirst, seed);
        }
    }

    [Fact]
    public void A_path_that_becomes_slower_or_faster_is_followed()
    {
        var link = SharedLink.Of(20, 0, 100);
        var flow = link.Add(SharedLink.Bbr);
        link.RunFor(3 * SharedLink.Second);
        flow.Pair.Left.Link = flow.Pair.Left.Link with { Rate = 10_000_000, Queue = 62_500 };
        link.RunFor(3 * SharedLink.Second);
        var (received, sent, resent) = (flow.Received, flow.Pair.Left.PacketsSent, flow.Pair.Left.Association.Retransmissions);
        link.RunFor(5 * SharedLink.Second);
        Assert.InRange((flow.Received - received) * 8 / 5.0 / 10_000_000, 0.85, 1.0);
        Assert.InRange(flow.Pair.Left.Association.Retransmissions - resent, 0, (flow.Pair.Left.PacketsSent - sent) / 20);

        flow.Pair.Left.Link = link.Conditions;
        link.RunFor(8 * SharedLink.Second);
        received = flow.Received;
        link.RunFor(5 * SharedLink.Second);
        Assert.InRange(link.ShareOf(flow.Received - received, 5 * SharedLink.Second), 0.9, 1.0);
    }

    [Fact]
    public void What_a_SACK_costs_does_not_grow_with_what_is_under_way()
    {
        var link = SharedLink.Of(100, 0.01);
        var flow = link.Add(SharedLink.Bbr);
        link.RunFor(Time);
        var (steps, packets) = (flow.Pair.Left.Association.Steps, flow.Pair.Right.PacketsSent);
        Write($"{steps} steps for {packets} packets with SACKs, {flow.Pair.Left.Association.InFlightBytes} bytes under way");
        Assert.InRange(steps / (double)packets, 0, 40);
    }

    private void AssertBothLive(Func<int, uint, ISctpCongestionControl> neighbour, bool isFirst, int seed)
    {
        var (first, second) = isFirst ? Share(neighbour, SharedLink.Bbr, 20, seed) : Share(SharedLink.Bbr, neighbour, 20, seed);
        Assert.InRange(Math.Min(first, second), 0.3, 0.5);
        Assert.InRange(first + second, 0.9, 1.0);
    }

    /// <summary>One flow joins another after three seconds; their shares of the link from the tenth second after that on.</summary>
    private (double First, double Second) Share(
        Func<int, uint, ISctpCongestionControl> one, Func<int, uint, ISctpCongestionControl> other, int roundTrip, int seed)
    {
        const long Settling = 10 * SharedLink.Second;
        const long Measured = 20 * SharedLink.Second;
        var link = SharedLink.Of(roundTrip, 0);
        var first = link.Add(one, seed);
        link.RunFor(3 * SharedLink.Second);
        var second = link.Add(other, seed + 10);
        link.RunFor(Settling);
        var (a, b) = (first.Received, second.Received);
        link.RunFor(Measured);
        var shares = (link.ShareOf(first.Received - a, Measured), link.ShareOf(second.Received - b, Measured));
        Write($"{shares.Item1:P0} and {shares.Item2:P0}");
        return shares;
    }

    private void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
