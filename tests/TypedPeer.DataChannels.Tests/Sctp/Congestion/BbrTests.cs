using TypedPeer.DataChannels.Sctp.Congestion.Bbr;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>What BBR does when, on the virtual clock.</summary>
public class BbrTests
{
    private const long Second = SharedLink.Second;

    private SctpBbrCongestionControl? _control;

    private BbrModel Model => _control!.Model;

    [Fact]
    public void The_start_ends_when_the_path_is_full_and_knows_rate_and_round_trip()
    {
        var link = SharedLink.Of(20, 0);
        Add(link);
        Assert.Equal(BbrState.Startup, _control!.State);
        Assert.True(RunUntil(link, () => _control.State == BbrState.Drain, Second / 2), "The start goes on.");
        Assert.True(RunUntil(link, () => _control.State == BbrState.ProbeCruise, Second / 2), "The queue never runs empty.");
        Assert.InRange(Model.MaxBandwidth * 8, 90_000_000, 101_000_000);
        Assert.InRange(Model.RoundTrip.Minimum, 20_000, 20_500);
    }

    [Fact]
    public void More_is_tried_every_second_or_two_and_room_is_given_afterwards()
    {
        var link = SharedLink.Of(20, 0);
        Add(link);
        link.RunFor(Second);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeRefill, 2 * Second));
            Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeUp, Second / 10));
            Assert.True(Model.PacingRate > Model.Bandwidth);
            Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeDown, Second / 5));
            Assert.True(Model.PacingRate < Model.Bandwidth);
            Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeCruise, Second / 2));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void A_probe_fills_a_queue_of_a_quarter_of_the_round_trip_also_right_after_the_start(int roundTrip)
    {
        var link = SharedLink.Of(roundTrip, 0, queue: 200);
        Add(link);
        Assert.True(RunUntil(link, () => _control!.State == BbrState.Drain, 2 * Second), "The start goes on.");
        Assert.True(RunUntil(link, () => link.Waiting < roundTrip * 10, 2 * Second), "The queue of the start never leaves.");
        var longest = 0L;
        for (var end = link.Now + (5 * Second); link.Now < end;)
        {
            link.RunFor(1_000);
            longest = Math.Max(longest, link.Waiting);
        }

        // A quarter, and what runs of packets add.
        Assert.InRange(longest, roundTrip * 200, (roundTrip * 250) + 2_500);
    }

    [Fact]
    public void A_rate_that_is_taken_for_more_than_it_is_makes_no_queue_that_stays()
    {
        var link = SharedLink.Of(20, 0);
        var flow = Add(link);
        link.RunFor(2 * Second);
        Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeCruise, Second));
        flow.Pair.Left.Link = flow.Pair.Left.Link with { Rate = 97_000_000 };
        var longest = 0L;
        while (RunUntil(link, () => _control!.State == BbrState.ProbeRefill, 1_000) is false)
        {
            longest = Math.Max(longest, link.Waiting);
        }

        Assert.InRange(longest, 1, 5_000);
    }

    [Fact]
    public void A_path_that_became_longer_is_measured_again_with_little_under_way()
    {
        var link = SharedLink.Of(20, 0);
        var flow = Add(link);
        link.RunFor(2 * Second);
        flow.Pair.BothWays = flow.Pair.Left.Link with { Delay = 30_000 };
        Assert.True(RunUntil(link, () => _control!.State == BbrState.ProbeRoundTrip, 7 * Second), "It is never measured.");
        Assert.True(Model.Window <= Model.PathProduct(Model.Bandwidth, 50) + Model.Mtu);
        Assert.True(RunUntil(link, () => _control!.State != BbrState.ProbeRoundTrip, Second), "Measuring never ends.");
        link.RunFor(15 * Second);
        Assert.InRange(Model.RoundTrip.Minimum, 60_000, 65_000);
        var before = flow.Received;
        link.RunFor(5 * Second);
        Assert.InRange(link.ShareOf(flow.Received - before, 5 * Second), 0.85, 1.0);
    }

    [Fact]
    public void A_timeout_leaves_one_packet_and_what_was_known_comes_back_with_the_path()
    {
        var link = SharedLink.Of(20, 0);
        var flow = Add(link);
        link.RunFor(3 * Second);
        var (window, rate) = (Model.Window, Model.Bandwidth);
        flow.Pair.Left.Filter = static (_, _) => false;
        Assert.True(RunUntil(link, () => Model.Window == Model.Mtu, 2 * Second), "There is no timeout.");
        flow.Pair.Left.Filter = null;
        link.RunFor(3 * Second);
        Assert.InRange(Model.Window, window / 2, window * 2);
        Assert.InRange(Model.Bandwidth, rate * 0.9, rate * 1.1);
    }

    [Fact]
    public void Losses_that_were_only_delays_cost_nothing()
    {
        var link = SharedLink.Of(20, 0);
        var flow = Add(link);
        link.RunFor(3 * Second);
        // Everything stands still for less than a timeout and more than a round trip, and then comes.
        flow.Pair.Left.Bottleneck.FreeAt = flow.Pair.Now + 45_000;
        link.RunFor(2 * Second);
        var before = flow.Received;
        link.RunFor(3 * Second);
        Assert.InRange(link.ShareOf(flow.Received - before, 3 * Second), 0.9, 1.0);
        Assert.Equal(long.MaxValue, Model.Bounds.LongTerm);
    }

    [Fact]
    public void Another_path_begins_with_nothing_known()
    {
        var link = SharedLink.Of(20, 0);
        var flow = Add(link);
        link.RunFor(2 * Second);
        flow.Pair.Left.Association.OnPathChanged(flow.Pair.Now);
        Assert.Equal((BbrState.Startup, 38_400L, 0L), (_control!.State, Model.Window, Model.MaxBandwidth));
        link.RunFor(2 * Second);
        Assert.InRange(Model.MaxBandwidth * 8, 90_000_000, 110_000_000);
    }

    [Fact]
    public void Rare_messages_teach_nothing_about_the_path()
    {
        var pair = new SimulatedPair(1, SharedLink.Options((mtu, random) => _control ??= new SctpBbrCongestionControl(mtu, random))).Connect();
        for (var i = 0; i < 1000; i++)
        {
            pair.Send(pair.Left, 0, new byte[100]);
            pair.RunFor(10_000);
        }

        Assert.Equal(BbrState.Startup, _control!.State);
        Assert.True(Model.PacingRate >= 38_400 * Second / 20_100, "What was little for want of data slowed the sender down.");
    }

    /// <summary>The flow's own control is the first that is made; the receiver needs one too.</summary>
    private LinkFlow Add(SharedLink link) =>
        link.Add((mtu, random) => _control is null ? _control = new SctpBbrCongestionControl(mtu, random) : SharedLink.Bbr(mtu, random));

    private static bool RunUntil(SharedLink link, Func<bool> condition, long within)
    {
        for (var end = link.Now + within; link.Now < end && !condition();)
        {
            link.RunFor(500);
        }

        return condition();
    }
}
