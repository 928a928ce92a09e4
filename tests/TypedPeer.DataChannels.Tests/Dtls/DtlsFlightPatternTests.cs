using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Every pattern in which the network can treat the first flights.</summary>
public sealed class DtlsFlightPatternTests
{
    private const int FragmentedSize = 330;

    [Theory]
    [InlineData(1500, 7)]
    [InlineData(FragmentedSize, 9)]
    public void Handshake_ends_well_under_every_pattern_of_losses(int size, int datagrams)
    {
        // The first datagrams of the whole handshake, each lost or not.
        for (var pattern = 0; pattern < 1 << datagrams; pattern++)
        {
            var lost = pattern;
            var count = 0;
            Run(size, $"losses {lost:x}", (_, _, _) => count < datagrams && ((lost >> count++) & 1) == 1 ? [] : [DtlsLink.Latency]);
        }
    }

    [Theory]
    [InlineData(1500, 5)]
    [InlineData(FragmentedSize, 4)]
    public void Handshake_ends_well_under_every_mix_of_loss_duplication_and_delay(int size, int choices)
    {
        // Two datagrams of each direction lost, doubled with a late copy, late, as they should be, or doubled at once.
        for (var pattern = 0; pattern < choices * choices * choices * choices; pattern++)
        {
            var mix = pattern;
            Run(size, $"mix {mix}", (fromClient, index, _) =>
            {
                var place = (fromClient ? 0 : 2) + index;
                var choice = index < 2 ? mix / (int)Math.Pow(choices, place) % choices : 3;
                return choice switch
                {
                    0 => [],
                    1 => [DtlsLink.Latency, 90_000],
                    2 => [70_000],
                    3 => [DtlsLink.Latency],
                    _ => [DtlsLink.Latency, DtlsLink.Latency],
                };
            });
        }
    }

    [Fact]
    public void Handshake_ends_well_in_every_order_of_the_fragments_of_a_flight()
    {
        foreach (var order in Permutations(5))
        {
            using var link = new DtlsLink { DatagramSize = 200 };
            link.ExpectEachOther();
            link.Client.Connection.Start(0);
            for (var flight = 0; flight < 4; flight++)
            {
                Shuffle(link.Client.Drain(0, 200), order).ForEach(d => link.Server.Receive(d, 0));
                Shuffle(link.Server.Drain(0, 200), order).ForEach(d => link.Client.Receive(d, 0));
            }

            // Whatever came in the wrong order for good (a ChangeCipherSpec before its flight) is repeated.
            link.Run();
            Assert.True(link.Client.State == DtlsState.Connected && link.Server.State == DtlsState.Connected, $"order {string.Join(' ', order)}");
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(200)]
    [InlineData(508)]
    [InlineData(1200)]
    public void No_datagram_is_longer_than_asked_for(int size)
    {
        var longest = 0;
        using var link = new DtlsLink((_, _, datagram) =>
        {
            longest = Math.Max(longest, datagram.Length);
            return [DtlsLink.Latency];
        })
        {
            DatagramSize = size,
        };
        link.Connect();

        Assert.InRange(longest, size / 2, size);
    }

    [Fact]
    public void Destination_without_room_for_a_fragment_writes_nothing()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        client.Connection.Start(0);
        for (var size = 0; size <= 25; size++)
        {
            Assert.Equal(0, client.Connection.WriteDatagram(new byte[size], 0));
        }

        Assert.NotEmpty(client.Drain(0, 26));
    }

    [Fact]
    public void First_timeout_lies_between_50_and_100_milliseconds_and_doubles()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        client.Connection.Start(0);
        var now = 0L;
        var expected = client.Connection.NextDeadline;
        Assert.Single(client.Drain(now));
        var waits = new List<long>();
        while (waits.Count < 8)
        {
            var deadline = client.Connection.NextDeadline;
            waits.Add(deadline - now);
            now = deadline;
            client.Connection.HandleDeadline(now);
            Assert.Single(client.Drain(now));
        }

        Assert.InRange(waits[0], 50_000, 100_000);
        Assert.Equal([50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000, 3_000_000, 3_000_000], waits);
        Assert.True(expected > waits[0]);
    }

    [Fact]
    public void Handshake_without_an_answer_gives_up_in_the_end()
    {
        using var link = new DtlsLink((_, _, _) => []);
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsCloseKind.Timeout, Assert.Single(link.Client.Observer.Closed).Kind);
        Assert.Equal(DtlsOptions.Default.HandshakeTimeout, link.Now);
        Assert.InRange(link.SentDatagrams, 40, 60);
    }

    [Fact]
    public void Waiting_for_the_SDP_is_not_timed()
    {
        using var target = new DtlsEnd(DtlsRole.Client);
        using var puppet = (PuppetServer)PuppetStates.Bring(target, DataChannels.Dtls.Handshake.HandshakePhase.WaitFingerprint);
        Assert.Equal(long.MaxValue, target.Connection.NextDeadline);
        target.Connection.HandleDeadline(10 * DtlsOptions.Default.HandshakeTimeout);

        puppet.Now = 10 * DtlsOptions.Default.HandshakeTimeout;
        target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        puppet.Listen();
        Assert.InRange(target.Connection.NextDeadline, puppet.Now + 50_000, puppet.Now + 100_000);
        puppet.Finish();
        puppet.Deliver();
        Assert.Equal(DtlsState.Connected, target.State);
    }

    [Fact]
    public void Path_that_swallows_large_datagrams_is_crossed_with_smaller_ones()
    {
        using var link = new DtlsLink((_, _, datagram) => datagram.Length > 576 ? [] : [DtlsLink.Latency]);
        link.Connect();
    }

    [Fact]
    public void Lossless_handshake_takes_two_round_trips_and_four_datagrams()
    {
        using var link = new DtlsLink();
        link.Connect();

        Assert.Equal(4 * DtlsLink.Latency, link.Now);
        Assert.Equal(4, link.SentDatagrams);
    }

    private static void Run(int size, string pattern, Fate fate)
    {
        using var link = new DtlsLink(fate) { DatagramSize = size };
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Run();
        Assert.True(link.Client.State == DtlsState.Connected && link.Server.State == DtlsState.Connected, pattern);
    }

    private static List<byte[]> Shuffle(List<byte[]> datagrams, int[] order)
    {
        var shuffled = order.Where(i => i < datagrams.Count).Select(i => datagrams[i]).ToList();
        shuffled.AddRange(datagrams.Skip(order.Length));
        return shuffled;
    }

    private static IEnumerable<int[]> Permutations(int count) =>
        count == 0
            ? [[]]
            : Permutations(count - 1).SelectMany(rest => Enumerable.Range(0, count).Select(place => rest.Take(place).Append(count - 1).Concat(rest.Skip(place)).ToArray()));
}
