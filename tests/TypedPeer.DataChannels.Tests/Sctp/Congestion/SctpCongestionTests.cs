using System.Globalization;
using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Congestion.Aimd;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp.Congestion;

/// <summary>How fast RFC 9260's own congestion control is on a path with a rate, a queue and losses; all on the virtual clock.</summary>
public class SctpCongestionTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000;
    private const long OneWay = 10_000;
    private const int PayloadPerPacket = 1172;
    private static readonly byte[] Chunk = new byte[64 * 1024];

    [Fact]
    public void A_clean_path_is_filled_after_two_seconds()
    {
        const long Rate = 300_000_000;
        var pair = Saturated(seed: 1, new LinkConditions { Delay = OneWay, Rate = Rate, Queue = Rate / 8 / 50 }, new Bottleneck(), out var received);
        pair.RunFor(2 * Second);
        var before = received();
        pair.RunFor(2 * Second);
        var share = (received() - before) * 8.0 / (2 * Rate);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share:P1} of the link, {pair.Left.Association.Retransmissions} chunks sent again"));
        Assert.InRange(share, 0.9, 1.0);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.01)]
    public void Random_loss_costs_what_it_costs_any_sender_that_obeys_congestion(double loss)
    {
        const long Rate = 300_000_000;
        const int Seconds = 40;
        double packets = 0;
        for (var seed = 1; seed <= 3; seed++)
        {
            var link = new LinkConditions { Delay = OneWay, Rate = Rate, Queue = Rate / 8 / 50, Loss = loss };
            var pair = Saturated(seed, link, new Bottleneck(), out var received);
            pair.RunFor(2 * Second);
            var before = received();
            pair.RunFor(Seconds * Second);
            packets += (received() - before) / (double)PayloadPerPacket / Seconds / 3;
        }

        var model = AimdModel.PacketsPerSecond(loss, 0.02, Rate / 8.0 / 1200 * 0.02);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{packets:F0} packets/s, model {model:F0}, ratio {packets / model:F2}"));
        Assert.InRange(packets / model, 0.8, 1.2);
    }

    [Fact]
    public void Two_flows_share_a_path_fairly()
    {
        const long Rate = 50_000_000;
        var link = new LinkConditions { Delay = OneWay, Rate = Rate, Queue = Rate / 8 / 50, Jitter = 200 };
        var bottleneck = new Bottleneck();
        var first = Saturated(1, link, bottleneck, out var firstReceived);
        RunTogether(first, first, 3 * Second);
        var second = Saturated(2, link, bottleneck, out var secondReceived, first.Now - 1_234_567);
        RunTogether(first, second, 10 * Second);
        var (a, b) = (firstReceived(), secondReceived());
        RunTogether(first, second, 20 * Second);
        var (shareA, shareB) = (firstReceived() - a, secondReceived() - b);
        var ratio = Math.Max(shareA, shareB) / (double)Math.Min(shareA, shareB);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shareA} and {shareB} bytes, ratio {ratio:F2}, {(shareA + shareB) * 8.0 / (20 * Rate):P0} of the link"));
        Assert.InRange(ratio, 1.0, 1.5);
        Assert.InRange((shareA + shareB) * 8.0 / (20 * Rate), 0.85, 1.0);
    }

    [Fact]
    public void Slow_start_doubles_and_then_growth_is_one_packet_per_window()
    {
        var control = new SctpAimdCongestionControl(1200);
        Assert.Equal(12_000, control.Window);
        Acknowledge(control, 12_000);
        Assert.Equal(24_000, control.Window);
        control.OnRecoveryStarted();
        Assert.Equal((12_000, 12_000), (control.Window, control.SlowStartThreshold));
        Acknowledge(control, 11_999);
        Assert.Equal(12_000, control.Window);
        Acknowledge(control, 1);
        Assert.Equal(13_200, control.Window);
        control.OnTimeout();
        Assert.Equal((1_200, 6_600), (control.Window, control.SlowStartThreshold));
        control.OnRecoveryStarted();
        Assert.Equal(4_800, control.Window);
    }

    [Fact]
    public void Slow_start_ends_somewhere_on_both_sides()
    {
        var pair = new SimulatedPair(1, SharedLink.Options(SharedLink.Reno)) { BothWays = new LinkConditions { Rate = 20_000_000, Queue = 50_000 } };
        pair.Connect();
        for (var i = 0; i < 100; i++)
        {
            pair.Send(pair.Left, 0, Chunk);
            pair.Send(pair.Right, 0, Chunk);
        }

        pair.RunUntilDrained();
        Assert.InRange(pair.Left.Association.SlowStartThreshold, 4_800, 1_000_000);
        Assert.InRange(pair.Right.Association.SlowStartThreshold, 4_800, 1_000_000);
    }

    [Fact]
    public void A_sender_that_does_not_fill_its_window_does_not_enlarge_it()
    {
        var pair = new SimulatedPair(1, SharedLink.Options(SharedLink.Reno)).Connect();
        for (var i = 0; i < 200; i++)
        {
            pair.Send(pair.Left, 0, new byte[100]);
            pair.RunFor(5_000);
        }

        Assert.Equal(12_000, pair.Left.Association.CongestionWindow);
    }

    [Fact]
    public void After_a_long_silence_the_window_is_small_again()
    {
        var pair = new SimulatedPair(1, SharedLink.Options(SharedLink.Reno)).Connect();
        for (var i = 0; i < 40; i++)
        {
            pair.Send(pair.Left, 0, Chunk);
        }

        pair.RunUntilDrained();
        Assert.True(pair.Left.Association.CongestionWindow > 100_000);
        pair.RunFor(60 * Second);
        pair.Send(pair.Left, 0, Chunk);
        pair.Flush();
        Assert.InRange(pair.Left.Association.InFlightBytes, 10_000, 13_200);
    }

    private static void Acknowledge(SctpAimdCongestionControl control, long bytes) =>
        control.OnAcknowledged(new SctpAcknowledgement { Bytes = bytes, GrowthBytes = bytes, SmoothedRoundTrip = 10_000 });

    private static SimulatedPair Saturated(
        int seed, LinkConditions link, Bottleneck bottleneck, out Func<long> received, long startAfter = 0)
    {
        var pair = new SimulatedPair(seed, SharedLink.Options(SharedLink.Reno));
        pair.RunFor(startAfter);
        pair.BothWays = new LinkConditions { Delay = OneWay };
        pair.Connect();
        pair.Left.Link = link;
        pair.Left.Bottleneck = bottleneck;
        long total = 0;
        pair.Right.Observer.Sink = (_, _, length) => total += length;
        received = () => total;
        pair.Invariant = () =>
        {
            while (pair.Left.Association.TotalBufferedAmount < 4 << 20)
            {
                pair.Send(pair.Left, 0, Chunk);
            }
        };
        return pair;
    }

    private static void RunTogether(SimulatedPair first, SimulatedPair second, long time)
    {
        var end = first.Now + time;
        while (Math.Min(first.NextEvent, second.NextEvent) is var next && next <= end)
        {
            first.RunFor(Math.Max(0, next - first.Now));
            second.RunFor(Math.Max(0, next - second.Now));
        }

        first.RunFor(end - first.Now);
        second.RunFor(end - second.Now);
    }
}
