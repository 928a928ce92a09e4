using System.Globalization;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>
/// What an association promises, on ten thousand random lives of two of them: everything reliable arrives once, unchanged and in
/// order; what is given up never arrives in part; windows are kept; deadlines never spin; all ends at zero. Congestion is controlled
/// by rate where the seed is even and by RFC 9260's window where it is odd; with <c>TYPEDPEER_BOTH_CONTROLS=1</c>, as in CI, by both in turn.
/// </summary>
/// <remarks>To replay one, or to explore: set <c>TYPEDPEER_SEED</c> to the seed a failure names; it is then the first to run.</remarks>
public class SctpPropertyTests
{
    private const int Schedules = 10_000;
    private const int Batches = 4;

    private static int FirstSeed =>
        int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 0;

    private static bool BothControls => Environment.GetEnvironmentVariable("TYPEDPEER_BOTH_CONTROLS") == "1";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_schedule_keeps_every_promise(int batch)
    {
        var first = FirstSeed + (batch * (Schedules / Batches));
        for (var seed = first; seed < first + (Schedules / Batches); seed++)
        {
            Run(seed);
            if (BothControls)
            {
                Run(seed, isOther: true);
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public void The_same_seed_sends_the_same_bytes_at_the_same_times()
    {
        for (var seed = 20_000; seed < 20_100; seed++)
        {
            Assert.Equal(Run(seed).Bytes, Run(seed).Bytes);
        }
    }

    [Fact]
    public void Where_sequence_numbers_wrap_changes_nothing()
    {
        for (var seed = 30_000; seed < 30_150; seed++)
        {
            var expected = Run(seed).Shape;
            // By whole pages of the receiver's ring, whose memory counts against a small window.
            Assert.Equal(expected, Run(seed, tsnShift: ((uint)seed * 2_654_435_761) & ~0xFFu).Shape);
            Assert.Equal(expected, Run(seed, sequenceShift: (ushort)(seed * 40_503)).Shape);
        }
    }

    private static SctpSchedule Run(int seed, uint tsnShift = 0, ushort sequenceShift = 0, bool isOther = false)
    {
        var isByRate = (seed % 2 == 0) != isOther;
        try
        {
            return new SctpSchedule(seed, isByRate ? SharedLink.Bbr : SharedLink.Reno, tsnShift, sequenceShift).Run();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Seed {seed} ({(isByRate ? "by rate" : "by RFC 9260")}, TSN shift {tsnShift}, sequence shift {sequenceShift}): {failure.Message}"),
                failure);
        }
    }
}
