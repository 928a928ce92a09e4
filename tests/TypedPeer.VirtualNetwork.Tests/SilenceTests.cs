using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>A peer that falls silent is told of soon, and a pause ends nothing.</summary>
public sealed class SilenceTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_peer_that_is_gone_is_told_of_within_ten_seconds_also_right_after_its_answer()
    {
        int first = TestSeed.First(5000);
        for (int seed = first; seed < first + 60; seed++)
        {
            using var pair = new PeerPair(seed).Connect();
            var random = new Random(seed);
            pair.World.Run(random.NextInt64(20 * Second));
            if (seed % 2 == 0)
            {
                // The moment after the peer was heard.
                long heard = pair.Left.Core.Transport.HeardAt;
                Assert.True(pair.World.RunUntil(() => pair.Left.Core.Transport.HeardAt > heard, 10 * Second), $"seed {seed}");
            }

            pair.Right.CutSocket(PeerPair.RightAddress + ":5002");
            long cut = pair.World.Now;

            Assert.True(pair.World.RunUntil(() => pair.Left.States[^1] == PeerConnectionState.Disconnected, 10 * Second), $"seed {seed}: {pair.Left.States[^1]} at {pair.World.Now - cut}");
            pair.World.Run(15 * Second);
            Assert.Null(pair.Left.Closed);
            Assert.True(pair.World.RunUntil(() => pair.Left.Closed is not null, 15 * Second), $"seed {seed}");
        }
    }

    [Fact]
    public void What_the_transport_has_heard_is_never_older_than_six_seconds_and_a_round_trip_while_the_peer_is_there()
    {
        using var pair = new PeerPair(1).Connect();
        for (int i = 0; i < 200; i++)
        {
            pair.World.Run(Second);
            Assert.InRange(pair.World.Now - pair.Left.Core.Transport.HeardAt, 0, 7 * Second);
        }
    }
}
