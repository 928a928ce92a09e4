using TypedPeer.Channels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Channels;

/// <summary>Channels that come and go in quick succession, from both sides, on the same few streams and over bad paths.</summary>
public sealed class ChurnTests
{
    private const int Channels = 400;
    private const int AtOnce = 12;

    [Theory]
    [InlineData(1, 0.0, 0L)]
    [InlineData(2, 0.05, 0L)]
    [InlineData(3, 0.15, 0L)]
    [InlineData(4, 0.0, 30_000L)]
    [InlineData(5, 0.1, 30_000L)]
    [InlineData(6, 0.2, 5_000L)]
    public void Every_channel_is_told_of_with_its_message_and_ends_on_both_sides_however_bad_the_path(int seed, double loss, long jitter)
    {
        using var pair = new PeerPair(seed, new VirtualPathOptions { Loss = loss, Jitter = jitter, Duplication = loss / 2 }).Connect();
        var random = new Random(seed);
        var made = new List<(VirtualPeer Other, string Label, VirtualChannel Channel)>();
        for (int index = 0; index < Channels; index++)
        {
            var (self, other) = random.Next(2) == 0 ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
            var channel = self.CreateChannel($"n{index}");
            channel.Send([(byte)index]);
            made.Add((other, $"n{index}", channel));
            if (random.Next(3) == 0)
                Assert.True(pair.World.RunUntil(() => channel.IsOpen, 20_000_000));

            channel.Close();
            Assert.True(pair.World.RunUntil(() => made.Count(item => !item.Channel.IsClosed) < AtOnce, 60_000_000), $"seed {seed}: too many are closing at {index}");
            if (random.Next(5) == 0)
                pair.World.Run(random.Next(50_000));
        }

        Assert.True(pair.World.RunUntil(() => made.TrueForAll(item => item.Channel.IsClosed && item.Other.Channels.TryGetValue(item.Label, out var theirs) && theirs.IsClosed), 60_000_000), Describe(pair, made));
        for (int index = 0; index < Channels; index++)
        {
            Assert.Equal((byte)index, Assert.Single(Assert.Single(made[index].Other.Channels[made[index].Label].Messages)));
            Assert.Equal(PeerChannelCloseKind.Local, Reason(made[index].Channel).Kind);
        }

        pair.World.Run(10_000_000);
        Assert.Equal((1, 1), (pair.Left.Core.Transport.Channels.Count, pair.Right.Core.Transport.Channels.Count));
    }

    private static PeerChannelCloseReason Reason(VirtualChannel channel) => channel.Closed.IsCompleted ? channel.Closed.Result : throw new InvalidOperationException("The channel is not closed.");

    private static string Describe(PeerPair pair, List<(VirtualPeer Other, string Label, VirtualChannel Channel)> made) =>
        $"seed {pair.World.Seed}: " + string.Join(", ", made.Where(item => !item.Channel.IsClosed || !item.Other.Channels.TryGetValue(item.Label, out var theirs) || !theirs.IsClosed)
            .Select(item => $"{item.Label} {item.Channel.State} {(item.Other.Channels.TryGetValue(item.Label, out var theirs) ? theirs.State : "unheard")}"));
}
