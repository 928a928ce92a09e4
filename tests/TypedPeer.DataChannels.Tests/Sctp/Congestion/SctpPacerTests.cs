using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>When packets leave.</summary>
public class SctpPacerTests
{
    private const int Mtu = 1200;
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(12_500_000)]
    [InlineData(400_000_000)]
    public void What_leaves_in_a_second_is_the_rate_and_one_bucket_at_most(long rate)
    {
        var pacer = new SctpPacer(Mtu);
        var (now, sent, waits) = (5 * Second, 0L, 0);
        for (var end = now + Second; now < end;)
        {
            if (pacer.TryDepart(rate, now))
            {
                pacer.OnSent(rate, Mtu);
                sent += Mtu;
                continue;
            }

            var next = pacer.NextDeparture(rate, now);
            Assert.True(next > now, "It spins.");
            now = next;
            waits++;
        }

        Assert.InRange(sent, rate * 0.97, rate + pacer.Burst(rate) + Mtu);
        Assert.InRange(waits, 1, Math.Max(1001, rate / (64 * 1024)) + 1);
    }

    /// <summary>A peer that answers after hours makes the rate one of nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void However_low_the_rate_packets_leave_within_seconds(long rate)
    {
        var pacer = new SctpPacer(Mtu);
        var now = 5 * Second;
        for (var packets = 0; packets < 100; packets++)
        {
            if (!pacer.TryDepart(rate, now))
            {
                Assert.False(pacer.IsFull(rate, now));
                now = pacer.NextDeparture(rate, now);
                Assert.True(pacer.TryDepart(rate, now));
            }

            pacer.OnSent(rate, Mtu);
        }

        Assert.InRange(now, 5 * Second, 105 * Second);
    }

    [Fact]
    public void At_the_time_it_names_a_run_leaves_and_not_before()
    {
        const long Rate = 12_500_000;
        var pacer = new SctpPacer(Mtu);
        Drain(pacer, Rate, Second);
        var next = pacer.NextDeparture(Rate, Second);
        Assert.False(pacer.TryDepart(Rate, next - 1));
        Assert.InRange(Drain(pacer, Rate, next), Rate / 1000, (Rate / 1000) + Mtu);
    }

    [Fact]
    public void A_timer_that_is_late_by_two_milliseconds_loses_nothing()
    {
        const long Rate = 50_000_000;
        var pacer = new SctpPacer(Mtu);
        var (now, sent) = (Second, 0L);
        Drain(pacer, Rate, now);
        var start = now;
        while (now < start + Second)
        {
            now = pacer.NextDeparture(Rate, now) + 1_900;
            sent += Drain(pacer, Rate, now);
        }

        Assert.InRange(sent, Rate * 0.99, Rate * 1.01);
    }

    [Fact]
    public void After_a_silence_ten_packets_leave_however_low_the_rate()
    {
        var pacer = new SctpPacer(Mtu);
        Drain(pacer, 10_000, Second);
        Assert.False(pacer.IsFull(10_000, Second + 1));
        Assert.True(pacer.IsFull(10_000, 10 * Second));
        Assert.Equal(10 * Mtu, Drain(pacer, 10_000, 10 * Second));
    }

    [Fact]
    public void After_something_else_held_packets_back_a_run_leaves_and_no_more()
    {
        const long Rate = 12_500_000;
        var pacer = new SctpPacer(Mtu);
        Drain(pacer, Rate, Second);
        pacer.OnHeldBack(Rate, 2 * Second);
        Assert.InRange(Drain(pacer, Rate, 2 * Second), Rate / 1000, (Rate / 1000) + Mtu);
    }

    [Fact]
    public void Without_a_rate_nothing_waits()
    {
        var pacer = new SctpPacer(Mtu);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(pacer.TryDepart(long.MaxValue, Second));
            pacer.OnSent(long.MaxValue, Mtu);
            pacer.OnHeldBack(long.MaxValue, Second);
        }

        Assert.True(pacer.IsFull(long.MaxValue, Second));
    }

    private static long Drain(SctpPacer pacer, long rate, long now)
    {
        var sent = 0L;
        while (pacer.TryDepart(rate, now))
        {
            pacer.OnSent(rate, Mtu);
            sent += Mtu;
        }

        return sent;
    }
}
