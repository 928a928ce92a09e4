using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Congestion.Aimd;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>How slow start ends (RFC 9406).</summary>
public class HyStartTests
{
    private long _delivered;

    [Fact]
    public void Round_trips_that_grow_end_slow_start_after_five_slower_rounds()
    {
        var control = new SctpAimdCongestionControl(1200);
        Round(control, 20_000);
        var window = control.Window;
        Round(control, 20_000);
        Assert.Equal(2 * window, control.Window);
        Round(control, 25_000);
        for (var i = 0; i < 5; i++)
        {
            window = control.Window;
            Assert.Equal(long.MaxValue, control.SlowStartThreshold);
            Round(control, 25_000);
            Assert.InRange(control.Window, window, (window * 5 / 4) + 1200);
        }

        Round(control, 25_000);
        Assert.InRange(control.SlowStartThreshold, 0, control.Window);
    }

    [Fact]
    public void Round_trips_that_shrink_again_had_only_been_jitter()
    {
        var control = new SctpAimdCongestionControl(1200);
        Round(control, 20_000);
        Round(control, 20_000);
        Round(control, 25_000);
        for (var i = 0; i < 4; i++)
        {
            Round(control, 20_000);
        }

        var window = control.Window;
        Round(control, 20_000);
        Assert.Equal(long.MaxValue, control.SlowStartThreshold);
        Assert.InRange(control.Window, window + (32 * 1200), 2 * window);
    }

    [Fact]
    public void A_queue_of_some_round_trips_does_not_overflow_in_slow_start()
    {
        var link = SharedLink.Of(50, 0, megabits: 50, queue: 600);
        var flow = link.Add(SharedLink.Reno);
        link.RunFor(4 * SharedLink.Second);
        Assert.Equal(0, flow.Pair.Left.Association.Retransmissions);
        Assert.InRange(flow.Pair.Left.Association.SlowStartThreshold, 200_000, 3_000_000);
    }

    /// <summary>A window's worth of acknowledgements, ten of them.</summary>
    private void Round(SctpAimdCongestionControl control, long roundTrip)
    {
        var (window, start) = (control.Window, _delivered);
        for (var i = 0; i < 10; i++)
        {
            _delivered += window / 10;
            control.OnAcknowledged(new SctpAcknowledgement
            {
                Bytes = window / 10,
                GrowthBytes = window / 10,
                RoundTrip = roundTrip,
                SmoothedRoundTrip = roundTrip,
                Totals = new SctpDeliveryTotals(_delivered, 0),
                Sample = new SctpRateSample { IsKnown = true, Packet = new SctpSentPacket { Number = 1, Delivered = start } },
            });
        }
    }
}
