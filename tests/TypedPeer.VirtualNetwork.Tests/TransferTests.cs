using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Whole peers over paths that lose, double, hold back and choke.</summary>
public sealed class TransferTests
{
    [Fact]
    public void Whatever_the_path_does_messages_arrive_once_whole_and_in_order_and_closing_loses_none()
    {
        int first = TestSeed.First(1000);
        for (int seed = first; seed < first + 30; seed++)
        {
            var random = new Random(seed);
            using var pair = new PeerPair(seed);
            pair.World.GetPath(PeerPair.LeftAddress, PeerPair.RightAddress).Options = VirtualPathOptions.Draw(random);
            pair.World.GetPath(PeerPair.RightAddress, PeerPair.LeftAddress).Options = VirtualPathOptions.Draw(random);
            pair.Connect();

            var toRight = SendSomeTimes(pair.World, pair.LeftChannel, random);
            var toLeft = SendSomeTimes(pair.World, pair.RightChannel, random);
            pair.World.Run(3_000_000);
            pair.Left.Close();
            bool ended = pair.World.RunUntil(() => pair.Left.Closed is not null && pair.Right.Closed is not null, 300_000_000);

            string what = $"seed {seed}";
            Assert.True(ended, what);
            Payload.AssertSequence(toRight, pair.RightChannel.Messages, what + " to the right");
            Payload.AssertSequence(toLeft, pair.LeftChannel.Messages.Take(toLeft.Count).ToList(), what + " to the left");
        }
    }

    [Fact]
    public void No_single_lost_datagram_of_the_opening_keeps_peers_apart_for_long()
    {
        for (int lost = 0; lost < 30; lost++)
        {
            using var pair = new PeerPair(lost, new VirtualPathOptions { Delay = 10_000 });
            int fixedLost = lost;
            pair.World.Filter = datagram => datagram.Index != fixedLost;
            pair.Begin();

            Assert.True(pair.World.RunUntil(() => pair.IsOpen, 2_000_000), $"datagram {lost} lost");
        }
    }

    [Fact]
    public void No_two_lost_datagrams_of_the_opening_keep_peers_apart()
    {
        const int Datagrams = 14;
        for (int one = 0; one < Datagrams; one++)
        {
            for (int other = one + 1; other < Datagrams; other++)
            {
                using var pair = new PeerPair(one, new VirtualPathOptions { Delay = 10_000 });
                var (first, second) = (one, other);
                pair.World.Filter = datagram => datagram.Index != first && datagram.Index != second;
                pair.Begin();

                Assert.True(pair.World.RunUntil(() => pair.IsOpen, 5_000_000), $"datagrams {one} and {other} lost");
            }
        }
    }

    [Fact]
    public void A_doubled_and_shuffled_opening_opens()
    {
        int first = TestSeed.First(2000);
        for (int seed = first; seed < first + 40; seed++)
        {
            using var pair = new PeerPair(seed, new VirtualPathOptions { Delay = 5_000, Jitter = 60_000, Duplication = 0.3, Loss = 0.1 });
            pair.Begin();

            Assert.True(pair.World.RunUntil(() => pair.IsOpen, 60_000_000), $"seed {seed}");
        }
    }

    [Fact]
    public void A_hundred_channels_open_and_carry_their_own_messages()
    {
        using var pair = new PeerPair(1, new VirtualPathOptions { Loss = 0.02 });
        pair.Connect();
        for (int index = 0; index < 100; index++)
            (index % 2 == 0 ? pair.Left : pair.Right).CreateChannel("n" + index).Send([(byte)index]);

        Assert.True(pair.World.RunUntil(() => Enumerable.Range(0, 100).All(index =>
            (index % 2 == 0 ? pair.Right : pair.Left).Channels.TryGetValue("n" + index, out var channel) && channel.Messages.Count == 1)));
        for (int index = 0; index < 100; index++)
            Assert.Equal([(byte)index], (index % 2 == 0 ? pair.Right : pair.Left).Channels["n" + index].Messages[0]);
    }

    [Fact]
    public void Unreliable_messages_are_whole_or_absent_and_never_hold_up_reliable_ones()
    {
        using var pair = new PeerPair(5, new VirtualPathOptions { Loss = 0.1 });
        pair.Connect();
        var lossy = pair.Left.CreateChannel("lossy", new DataChannelOptions { Ordered = false, MaxRetransmits = 0 });
        Assert.True(pair.World.RunUntil(() => lossy.IsOpen && pair.Right.Channels.ContainsKey("lossy")));
        var sent = new List<byte[]>();
        for (int index = 0; index < 300; index++)
        {
            byte[] payload = Payload.Create(index, 3_000);
            sent.Add(payload);
            lossy.Send(payload);
            pair.LeftChannel.Send(payload);
            pair.World.Run(5_000);
        }

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 300));
        pair.World.Run(5_000_000);
        var received = pair.Right.Channels["lossy"].Messages;
        Assert.InRange(received.Count, 100, 299);
        Assert.Equal(received.Count, received.Select(static message => BitConverter.ToInt32(message)).Distinct().Count());
        Assert.All(received, message => Assert.True(sent[BitConverter.ToInt32(message)].AsSpan().SequenceEqual(message)));
        Assert.Equal(0, lossy.BufferedAmount);
    }

    private static List<byte[]> SendSomeTimes(VirtualWorld world, VirtualChannel channel, Random random)
    {
        var sent = new List<byte[]>();
        int count = random.Next(1, 40);
        for (int index = 0; index < count; index++)
        {
            byte[] payload = Payload.Create(index, random.Next(5) == 0 ? random.Next(1, 200_000) : random.Next(1, 2_000));
            sent.Add(payload);
        }

        long at = world.Now;
        foreach (byte[] payload in sent)
        {
            at += random.Next(0, 50_000);
            world.Schedule(at, () => channel.Send(payload));
        }

        return sent;
    }
}
