using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Messages up to the size of the receive window: each goes at the speed of the path, counted in packets and round trips.</summary>
public sealed class LargeMessageTests
{
    private const int Window = 1024 * 1024;
    private const long RoundTrip = 20_000;
    private const int PayloadPerPacket = 1_100;

    public static TheoryData<int> Sizes => new(1, 1_200, 65_536, 262_145, Window / 2, (Window / 2) + 1, (Window * 3 / 4) + 1, Window * 7 / 8, Window - 64 * 1024, Window - 1_200, Window - 1, Window);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_message_of_any_size_up_to_the_window_takes_the_round_trips_its_bytes_need(int size)
    {
        using var pair = Connect(TestSeed.First(41));
        var (packets, trips) = Transfer(pair, size, 1);

        // Slow start doubles ten packets each round trip; a few more are for the beginning, the end, and a delayed acknowledgement.
        var expected = 3 + Math.Log2(1 + (size / (10d * PayloadPerPacket)));
        Assert.InRange(trips, 0, (2 * expected) + 2);
        Assert.InRange(packets, 1, 8 + (size / PayloadPerPacket * 2));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Messages_one_behind_another_keep_the_path_full_whatever_their_size(int size)
    {
        using var pair = Connect(TestSeed.First(42));
        var count = Math.Max(3, 3 * Window / size);
        if (size == 1)
        {
            count = 5_000;
        }

        var (packets, trips) = Transfer(pair, size, count);
        var slowStart = 3 + Math.Log2(1 + ((double)size * count / (10d * PayloadPerPacket)));

        // A message as large as the window has to be taken before the next may come: a round trip for each, and some.
        Assert.InRange(trips, 0, (2 * slowStart) + (3d * size * count / Window) + 2);
        Assert.InRange(packets, 1, 20 + Math.Max(count, (long)((size + 30d) * count / PayloadPerPacket * 2)));
    }

    [Fact]
    public void A_message_as_large_as_the_window_comes_through_losses_and_a_reader_that_reads_slowly()
    {
        using var pair = Connect(TestSeed.First(43));
        foreach (var path in pair.World.GetPaths(PeerPair.LeftAddress, PeerPair.RightAddress))
        {
            path.Options = path.Options with { Loss = 0.002, Jitter = 5_000 };
        }

        var (_, trips) = Transfer(pair, Window, 4);
        Assert.InRange(trips, 0, 300);
    }

    [Theory]
    [InlineData(64 * 1024, 64 * 1024 + 1)]
    [InlineData(1024 * 1024, 2 * 1024 * 1024)]
    public void A_message_size_larger_than_the_window_is_refused_as_options(int window, int message) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PeerConnection(new PeerConnectionOptions { ReceiveWindow = window, MaxMessageSize = message }));

    private static PeerPair Connect(int seed)
    {
        var options = new PeerConnectionOptions { ReceiveWindow = Window, MaxMessageSize = Window };
        var pair = new PeerPair(seed, new VirtualPathOptions { Delay = RoundTrip / 2 }, options: options);
        return pair.Connect();
    }

    private static (long Packets, double RoundTrips) Transfer(PeerPair pair, int size, int count)
    {
        var payload = Payload.Create(7, size);
        var received = 0;
        pair.RightChannel.Received = (bytes, _) =>
        {
            Assert.True(bytes.Span.SequenceEqual(payload));
            received++;
        };
        var (start, datagrams) = (pair.World.Now, pair.World.Datagrams);
        for (var i = 0; i < count; i++)
        {
            pair.LeftChannel.Send(payload);
        }

        Assert.True(pair.World.RunUntil(() => received == count, 100 * RoundTrip * count), $"{received} of {count} messages of {size} bytes, seed {pair.World.Seed}");
        return (pair.World.Datagrams - datagrams, (double)(pair.World.Now - start) / RoundTrip);
    }
}
