using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>What each chunk type may make its receiver hold, with the content that holds most. docs/sctp.md has the table.</summary>
[Collection(AloneCollection.Name)]
public sealed class SctpRetainedTests(ITestOutputHelper output)
{
    /// <summary>
    /// Bytes held for each byte received. A chunk of one byte takes 20 on the wire, and here a buffer of 64 and what every fragment
    /// is charged with.
    /// </summary>
    private const double MostHeld = 12;

    /// <summary>The most that is held in the end: the windows that <see cref="SctpOptions.ReceiveWindow"/> stands for, as docs/sctp.md has it.</summary>
    private const long MostWindows = 3;

    public static TheoryData<string> Attacks => new(SctpAttacks.All.Keys);

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_byte_received_makes_little_be_held_all_of_it_counted_and_no_more_than_the_window_says(string attack)
    {
        var packets = Enumerable.Range(0, 2 * SctpAttacks.Packets).Select(SctpAttacks.All[attack]).ToList();
        using var association = SctpAttacks.Establish();
        var received = 0L;
        var most = 0.0;
        var held = 0L;
        var before = Retained.Measure();
        var now = 10_000_000L;
        var buffer = new byte[1200];
        for (var done = 0; done < packets.Count; done = Math.Max(200, done * 20))
        {
            var part = packets.Skip(done).Take(Math.Max(200, done * 20) - done);
            SctpAttacks.Feed(association, part, buffer, ref now);
            held = Retained.Measure() - before;
            received += part.Sum(packet => (long)packet.Length + SctpAttacks.RecordOverhead);
            most = Math.Max(most, (double)(held - Retained.Slack) / received);
            Assert.InRange(held, long.MinValue, association.ReceiveBufferBytes + Retained.Slack);
        }

        output.WriteLine($"{attack}: {received} received, {held} held, {association.ReceiveBufferBytes} counted, {most:F2} per byte at most");
        Assert.InRange(most, double.NegativeInfinity, MostHeld);
        Assert.InRange(held, long.MinValue, MostWindows * new SctpOptions().ReceiveWindow);
        GC.KeepAlive(association);
    }
}
