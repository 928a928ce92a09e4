using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Whole peers that send as much as the path takes.</summary>
public sealed class FairnessTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void One_flow_fills_nine_tenths_of_a_path_with_one_bandwidth_delay_product_of_queue()
    {
        const long Rate = 100_000_000;
        using var pair = new PeerPair(1, new VirtualPathOptions { Delay = 10_000, BitsPerSecond = Rate, QueueBytes = Rate / 8 / 50 }).Connect();
        long[] received = Saturate(pair.LeftChannel, pair.RightChannel);
        pair.World.Run(2 * Second);
        long before = received[0];

        pair.World.Run(3 * Second);

        Assert.InRange((received[0] - before) * 8.0 / (3 * Rate), 0.9, 1);
    }

    [Fact]
    public void Two_flows_share_a_bottleneck_within_one_and_a_half_times_though_one_began_later()
    {
        const long Rate = 40_000_000;
        var world = new VirtualWorld(3, new VirtualPathOptions { Delay = 10_000 });
        var bottleneck = new VirtualPath(3, new VirtualPathOptions { Delay = 10_000, BitsPerSecond = Rate, QueueBytes = Rate / 8 / 50 });
        var first = Connect(world, bottleneck, 1);
        var second = Connect(world, bottleneck, 2);
        long[] firstReceived = Saturate(first.From, first.To);
        world.Run(2 * Second);
        long[] secondReceived = Saturate(second.From, second.To);

        // A flow that comes late finds its share by probes, one in a second or so.
        world.Run(8 * Second);
        var (firstBefore, secondBefore) = (firstReceived[0], secondReceived[0]);

        world.Run(12 * Second);

        double firstRate = firstReceived[0] - firstBefore;
        double secondRate = secondReceived[0] - secondBefore;
        Assert.InRange(firstRate / secondRate, 1 / 1.5, 1.5);
        Assert.InRange((firstRate + secondRate) * 8 / (12 * Rate), 0.85, 1);
    }

    private static (VirtualChannel From, VirtualChannel To) Connect(VirtualWorld world, VirtualPath bottleneck, int number)
    {
        string from = $"192.0.2.{number}";
        string to = $"198.51.100.{number}";
        world.Route(IPAddress.Parse(from), IPAddress.Parse(to), bottleneck);
        var left = new VirtualPeer(world, from + ":5001");
        var right = new VirtualPeer(world, to + ":5002");
        var options = new DataChannelOptions { Negotiated = true, Id = 0 };
        var (sender, receiver) = (left.CreateChannel("c", options), right.CreateChannel("c", options));
        VirtualSignaling.Exchange(left, right);
        Assert.True(world.RunUntil(() => sender.IsOpen && receiver.IsOpen));
        return (sender, receiver);
    }

    /// <summary>Keeps the sender's buffer filled and counts what comes out.</summary>
    private static long[] Saturate(VirtualChannel from, VirtualChannel to)
    {
        long[] received = new long[1];
        byte[] payload = new byte[16 * 1024];
        to.Received = (bytes, _) => received[0] += bytes.Length;
        from.BufferedAmountLowThreshold = 1024 * 1024;
        from.BufferedAmountLow = Fill;
        Fill();
        return received;

        void Fill()
        {
            while (from.BufferedAmount <= 2 * 1024 * 1024)
                from.Send(payload);
        }
    }
}
