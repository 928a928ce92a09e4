using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>Samples of the rate of delivery.</summary>
public class SctpDeliveryRateTests
{
    private const long Start = 5_000_000;
    private const long Bytes = 1000;

    [Fact]
    public void A_sample_counts_what_was_delivered_since_its_packet_left()
    {
        var rate = new SctpDeliveryRate();
        Send(rate, 1, 100, Start);

        // One packet arrives every 100 us, from 20 ms on.
        for (var i = 1; i <= 100; i++)
        {
            var sample = Acknowledge(rate, i, Start + 20_000 + (i * 100));
            Assert.True(sample.IsKnown);
            Assert.Equal(i * Bytes, sample.Delivered);
            Assert.Equal(20_000 + (i * 100), sample.Interval);
        }
    }

    [Fact]
    public void Acknowledgements_that_were_squeezed_on_their_way_are_no_higher_rate()
    {
        var rate = new SctpDeliveryRate();
        for (var i = 1; i <= 200; i++)
        {
            rate.OnSent(i, Math.Max(1, i - 10), i == 1 ? 0 : Bytes, Bytes, Start + (i * 1000));
        }

        // A thousand bytes each millisecond were sent; all come back at once.
        Acknowledge(rate, 1, Start + 220_000);
        rate.Begin();
        for (var i = 2; i <= 200; i++)
        {
            rate.OnDelivered(i, Bytes);
        }

        var sample = rate.Finish(Start + 220_100);
        Assert.InRange(sample.RateOver(20_000), 0, 1_100_000);
    }

    [Fact]
    public void A_sample_shorter_than_the_path_is_none()
    {
        var rate = new SctpDeliveryRate();
        Send(rate, 1, 1, Start);
        var sample = Acknowledge(rate, 1, Start + 10_000);
        Assert.Equal(Bytes * 100, sample.RateOver(10_000));
        Assert.Equal(0, sample.RateOver(10_001));
    }

    [Fact]
    public void Packets_are_marked_while_less_than_possible_is_under_way_and_no_longer()
    {
        var rate = new SctpDeliveryRate();
        Send(rate, 1, 2, Start);
        rate.MarkApplicationLimited(2 * Bytes);
        Send(rate, 3, 1, Start + 1, before: 2 * Bytes);
        Assert.False(Acknowledge(rate, 1, Start + 20_000).Packet.IsApplicationLimited);
        Assert.True(Acknowledge(rate, 3, Start + 20_001).Packet.IsApplicationLimited);
        Assert.True(rate.IsApplicationLimited);
        Acknowledge(rate, 2, Start + 20_002);
        Assert.False(rate.IsApplicationLimited);
    }

    [Fact]
    public void What_is_lost_counts_with_the_packets_that_left_before()
    {
        var rate = new SctpDeliveryRate();
        Send(rate, 1, 10, Start);
        var packet = rate.OnLost(3, Bytes);
        Assert.Equal((3, 3 * Bytes), (packet.Number, packet.InFlight));
        Send(rate, 11, 1, Start + 1, before: 9 * Bytes);
        Assert.Equal(Bytes, rate.WithLosses(Acknowledge(rate, 10, Start + 20_000)).Lost);
        Assert.Equal(0, rate.WithLosses(Acknowledge(rate, 11, Start + 20_001)).Lost);
        Assert.Equal(new SctpDeliveryTotals(2 * Bytes, Bytes), rate.Totals);
    }

    [Fact]
    public void A_packet_that_is_not_remembered_gives_no_sample_and_still_counts()
    {
        var rate = new SctpDeliveryRate();
        Send(rate, 1, 100, Start, oldest: 1000);
        Assert.False(Acknowledge(rate, 1, Start + 20_000).IsKnown);
        Assert.Equal(Bytes, rate.Totals.Delivered);
        Assert.Equal(0, rate.OnLost(2, Bytes).Number);
    }

    private static void Send(SctpDeliveryRate rate, int first, int count, long at, long before = 0, int oldest = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var underWay = before + (i * Bytes);
            rate.OnSent(first + i, Math.Min(oldest, first + i), underWay, underWay + Bytes, at);
        }
    }

    private static SctpRateSample Acknowledge(SctpDeliveryRate rate, int packet, long now)
    {
        rate.Begin();
        rate.OnDelivered(packet, Bytes);
        return rate.Finish(now);
    }
}
