using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>What is held is what is counted, and both are bounded, whatever a peer sends.</summary>
[Collection(AloneCollection.Name)]
public class SctpHeldMemoryTests
{
    private const int Window = 1024 * 1024;
    private static readonly SctpOptions Options = new() { ReceiveWindow = Window };

    [Fact]
    public void A_message_is_delivered_in_a_buffer_no_larger_than_its_length_asks_for()
    {
        var pair = KnownPair.Connected();
        var buffers = new List<(int Length, int Buffer)>();
        pair.Right.Observer.Sink = (_, buffer, length) => buffers.Add((length, buffer.Length));
        var tsn = Crafted.LeftTsn;

        // A long message makes long first buffers usual; the parts of short ones are begun in them.
        for (var part = 0; part < 60; part++)
        {
            Receive(pair, Crafted.Data(tsn++, 0, 0, part == 0 ? SctpFlags.Begin : part == 59 ? SctpFlags.End : (byte)0, new byte[1000]));
        }

        for (ushort message = 1; message < 40; message++)
        {
            Receive(pair, Crafted.Data(tsn + 1, 0, message, SctpFlags.End, new byte[500]));
            Receive(pair, Crafted.Data(tsn, 0, message, SctpFlags.Begin, new byte[500]));
            tsn += 2;
        }

        Assert.Equal(40, buffers.Count);
        Assert.All(buffers, item => Assert.Equal(SctpMessagePool.GetCapacity(item.Length), item.Buffer));
    }

    [Fact]
    public void What_65_thousand_streams_are_used_for_is_granted_for_few_and_counted()
    {
        var pair = KnownPair.Connected(Options);
        pair.Right.Filter = (_, _) => false;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tsn = Crafted.LeftTsn;
        for (var stream = 0; stream < 65_536; stream += 50)
        {
            Receive(pair, [.. Enumerable.Range(stream, 50).Select(id => Crafted.WholeMessage(tsn++, (ushort)id, 0, 1))]);
            Receive(pair, Crafted.ForwardTsn(tsn++, [.. Enumerable.Range(stream, 50).Select(id => ((ushort)id, (ushort)7))]));
        }

        pair.Right.Observer.Messages.Clear();
        pair.Right.Observer.Messages.TrimExcess();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(held, long.MinValue, 256 * 1024);
        Assert.Null(pair.Right.Observer.Closed);
        GC.KeepAlive(pair);
    }

    /// <summary>Chunks as far apart as they may be, so that every structure indexed by TSN is at its largest.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(257)]
    public void Scattered_chunks_hold_no_more_than_is_counted_and_the_window_allows(int distance)
    {
        var pair = KnownPair.Connected(Options);
        Receive(pair, Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 1));
        pair.Right.Observer.Messages.Clear();
        pair.Right.Filter = (_, _) => false;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var offset = distance; offset < 65_000; offset += distance)
        {
            Receive(pair, Crafted.Data(Crafted.LeftTsn + 1 + (uint)offset, (ushort)(offset % 1000), 0, 0, 1));
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var counted = pair.Right.Association.ReceiveBufferBytes;
        Assert.InRange(counted, 0, 3 * Window);

        // The bitmap of TSNs is there once, however much came.
        Assert.InRange(held, long.MinValue, counted + (64 * 1024));
        GC.KeepAlive(pair);
    }

    [Fact]
    public void An_association_has_its_floor_although_others_have_used_the_budget_up()
    {
        var budget = new SctpReceiveBudget(1 << 20);
        budget.Take(budget.Limit);
        var pair = KnownPair.Connected(new SctpOptions { ReceiveBudget = budget });
        pair.Send(pair.Left, 0, new byte[256 * 1024]);
        var begin = pair.Now;
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
        Assert.InRange(pair.Now - begin, 0, 500_000);
        Assert.Equal(budget.Limit, budget.Used);
    }

    [Fact]
    public void No_more_is_accepted_than_was_advertised_and_one_packet()
    {
        var pair = KnownPair.Connected(Options);
        pair.Right.Observer.Sink = (_, buffer, _) => pair.Right.Association.UnconsumedBytes += buffer.Length;
        var tsn = Crafted.LeftTsn;
        for (var i = 0; i < 3 * Window / 1024; i++)
        {
            Receive(pair, Crafted.WholeMessage(tsn++, 0, (ushort)i, new byte[1024]));
        }

        Assert.InRange(pair.Right.Association.UnconsumedBytes, Window - 2048, Window + 2048);
    }

    private static void Receive(SimulatedPair pair, params byte[][] chunks) => pair.Inject(pair.Right, Crafted.Packet(Crafted.RightTag, chunks));
}
