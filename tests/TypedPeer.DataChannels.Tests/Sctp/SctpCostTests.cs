using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>
/// What each chunk type may cost whoever receives it, with the content that costs most: steps of loops, bytes sent and bytes allocated for each
/// byte received. docs/sctp.md has the table; nothing here looks at a clock.
/// </summary>
public class SctpCostTests
{
    /// <summary>Steps of a loop for each byte received; a step is a few nanoseconds, and decrypting a byte costs about one.</summary>
    private const double MostSteps = 2;

    /// <summary>Bytes sent for each byte received, what DTLS adds to each packet counted on both sides.</summary>
    private const double MostSent = 2.5;

    /// <summary>Bytes allocated for each byte received beyond those that are held and counted in the window.</summary>
    private const double MostAllocated = 2.5;

    public static TheoryData<string> Attacks => new(SctpAttacks.All.Keys);

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_byte_received_costs_few_steps_few_bytes_sent_and_few_allocated(string attack)
    {
        var packets = Enumerable.Range(0, 2 * SctpAttacks.Packets).Select(SctpAttacks.All[attack]).ToList();
        using var association = SctpAttacks.Establish();
        var buffer = new byte[1200];
        var now = 10_000_000L;
        SctpAttacks.Feed(association, packets.Take(SctpAttacks.Packets), buffer, ref now);

        var attacked = packets.Skip(SctpAttacks.Packets).ToList();
        long received = attacked.Sum(packet => packet.Length + SctpAttacks.RecordOverhead);
        var steps = association.Steps;
        var held = association.ReceiveBufferBytes;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var sent = SctpAttacks.Feed(association, attacked, buffer, ref now);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        steps = association.Steps - steps;
        held = Math.Max(0, association.ReceiveBufferBytes - held);
        TestContext.Current.TestOutputHelper?.WriteLine($"{attack}: {(double)steps / received:F2} steps, {(double)sent / received:F2} sent, {(double)allocated / received:F2} allocated per byte");
        Assert.InRange((double)steps / received, 0, MostSteps);
        Assert.InRange((double)sent / received, 0, MostSent);
        Assert.InRange((double)(allocated - held) / received, double.NegativeInfinity, MostAllocated);
    }
}
