using System.Net;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.DataChannels.Tests.Tcp;
using TypedPeer.DataChannels.Tests.Turn;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests;

/// <summary>What a channel at work costs the process in memory: both peers, sockets, timers and the pool's threads included.</summary>
[Collection(AloneCollection.Name)]
public sealed class SteadyStateMemoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Room for one list that grows once more. The smallest object there is has 24 bytes: one for every message would be found by
    /// twice this at the least.
    /// </summary>
    private const long OnceOnly = 48 * 1024;

    /// <summary>One path only, so that no other one hides a socket that nobody reads.</summary>
    private static readonly PeerConnectionOptions OneWay = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    [Theory]
    [InlineData(64, 200_000)]
    [InlineData(1100, 100_000)]
    [InlineData(16 * 1024, 20_000)]
    [InlineData(64 * 1024, 5_000)]
    public Task A_message_over_real_sockets_costs_the_process_less_than_a_byte_of_garbage(int size, int count) => WithFloodAsync(size, flood => AssertNoGarbage(flood, size, count));

    [Theory]
    [InlineData(64, 200_000, 1)]
    [InlineData(16 * 1024, 10_000, 14)]
    public Task A_message_over_a_TCP_candidate_costs_the_process_less_than_a_byte_of_garbage_for_each_of_its_packets(int size, int count, int packets) =>
        WithFloodAsync(size, flood => AssertNoGarbage(flood, size, count, packets), OneWay with { TcpCandidates = TcpCandidates.All }, TcpOnly.Take);

    [RequiresPeer("coturn")]
    public Task A_message_by_a_relay_over_UDP_costs_the_process_less_than_half_an_object_a_packet() => ByRelayAsync("udp");

    [RequiresPeer("coturn")]
    public Task A_message_by_a_relay_over_TCP_costs_the_process_less_than_half_an_object_a_packet() => ByRelayAsync("tcp");

    [Fact]
    public async Task Sixty_four_mebibytes_leave_the_heap_as_large_as_it_was()
    {
        const int Size = 16 * 1024;
        const long Tolerance = 256 * 1024;
        await WithFloodAsync(Size, flood =>
        {
            // Collected before the pools fill, since a collection makes them let go of some; none later, so that garbage counts as growth.
            GC.Collect();
            flood.Run(1000);
            for (var i = 0; i < 4; i++)
            {
                flood.FillEveryWindow();
            }

            var growth = MeasuredWindows.Least(Tolerance, () =>
            {
                var before = GC.GetTotalMemory(forceFullCollection: false);
                flood.Run(64 * 1024 * 1024 / Size);
                var after = GC.GetTotalMemory(forceFullCollection: false);
                output.WriteLine($"{before} bytes before, {after} after");
                return after - before;
            });

            Assert.InRange(growth, long.MinValue, Tolerance);
        });
    }

    [Theory]
    [InlineData(64)]
    [InlineData(16 * 1024)]
    public async Task A_handler_that_blocks_leaves_the_socket_read_until_the_window_is_full(int size)
    {
        await WithFloodAsync(size, static flood =>
        {
            for (var i = 0; i < 3; i++)
            {
                flood.FillEveryWindow();
            }
        });
    }

    [Fact]
    public async Task A_message_and_its_answer_cost_the_process_less_than_a_byte_of_garbage()
    {
        const int Count = 50_000;
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var message = new byte[64];
        var left = 0;
        using var done = new SemaphoreSlim(0);
        remote.Message += received => remote.Send(received.Data);
        local.Message += _ =>
        {
            if (--left > 0)
            {
                local.Send(message);
            }
            else
            {
                done.Release();
            }
        };

        Run(Count / 4);
        var most = Math.Max(Count, OnceOnly);
        var least = MeasuredWindows.Least(most, () =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Run(Count);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            output.WriteLine($"{(double)allocated / Count:F3} bytes for a message and its answer");
            return allocated;
        });

        Assert.InRange(least, 0, most);

        void Run(int count)
        {
            left = count;
            local.Send(message);
            Assert.True(done.Wait(Patience), "An answer did not come.");
        }
    }

    /// <summary>
    /// A relay drops what comes faster than it reads, what has come out of order lies in pages that are made and let go, and coturn's own words are read here:
    /// together some ten bytes a packet. A message has 14 packets.
    /// </summary>
    private async Task ByRelayAsync(string transport)
    {
        const int Size = 16 * 1024;
        const int PerMessage = 14 * 24 / 2;
        await using var coturn = await Coturn.StartAsync(TestContext.Current.CancellationToken);
        await WithFloodAsync(Size, flood => AssertNoGarbage(flood, Size, count: 5000, PerMessage), OneWay with { IceServers = [coturn.Server(transport)], IceTransportPolicy = IceTransportPolicy.Relay });
    }

    private void AssertNoGarbage(Flood flood, int size, int count, int perMessage = 1)
    {
        // The congestion window first; then the driver's two queues of events in turn, since they change places.
        flood.Run(count / 4);
        for (var i = 0; i < 4; i++)
        {
            flood.FillEveryWindow();
        }

        var most = Math.Max((long)count * perMessage, OnceOnly);
        var least = MeasuredWindows.Least(most, () =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            flood.Run(count);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            output.WriteLine($"{(double)allocated / count:F3} bytes for a message of {size} bytes");
            return allocated;
        });

        Assert.InRange(least, 0, most);
    }

    private static async Task WithFloodAsync(int size, Action<Flood> run, PeerConnectionOptions? way = null, Func<string, string>? change = null)
    {
        var options = way ?? OneWay;
        await using var pair = PeerConnectionPair.Create(options, options);
        pair.Change = change;
        var (local, remote) = await pair.OpenChannelAsync();
        using var flood = new Flood(local, remote, pair.Answerer, options, size);

        // A thread of its own: waiting must not take one of the pool's, which the transport runs on.
        await Task.Factory.StartNew(() => run(flood), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Patience);
    }
}
