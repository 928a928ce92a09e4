using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>What the wire does to the first datagrams must never decide whether two agents connect.</summary>
public sealed class IceScheduleTests
{
    private const int Fates = 4;
    private const int FirstDatagrams = 6;
    private static readonly long[][] Delays = [[10_000], [], [45_000], [10_000, 130_000]];

    /// <summary>Every combination of pass, loss, delay past later ones, and a late copy, for the first six datagrams.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Every_fate_of_the_first_datagrams_ends_connected(bool leftControls, bool leftLearnsLate)
    {
        int patterns = (int)Math.Pow(Fates, FirstDatagrams);
        for (int pattern = 0; pattern < patterns; pattern++)
        {
            var (left, right, link) = Create(pattern, leftControls);
            int fixedPattern = pattern;
            link.Delays = datagram => datagram.Index < FirstDatagrams ? Delays[fixedPattern / Power(datagram.Index) % Fates] : Delays[0];
            if (leftLearnsLate)
            {
                right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, 0);
                right.Agent.AddRemoteCandidate(left.Candidates[0], 0);
                link.Run(15_000);
            }

            link.Exchange();
            AssertConnected(left, right, link, 5_000_000, $"pattern {pattern}");
        }
    }

    [Fact]
    public void Heavy_random_loss_duplication_and_reordering_only_cost_time()
    {
        int first = TestSeed.First(3_886_344); // With this one all seven nominations were lost while consent was in doubt.
        for (int seed = first; seed < first + 1000; seed++)
        {
            var (left, right, link) = Create(seed, leftControls: true);
            Disturb(link, seed);
            link.Exchange();
            AssertConnected(left, right, link, 39_000_000, $"seed {seed}");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        for (int seed = 0; seed < 20; seed++)
            Assert.Equal(Run(seed), Run(seed));
        Assert.False(string.Equals(Run(0), Run(1), StringComparison.Ordinal));

        static string Run(int seed)
        {
            var (left, right, link) = Create(seed, leftControls: true);
            Disturb(link, seed);
            link.Exchange();
            link.Run(120_000_000);
            return string.Join('\n', link.Log.Select(static datagram => $"{datagram.At} {datagram.From} {datagram.To} {Convert.ToHexString(datagram.Bytes)}"));
        }
    }

    private static void Disturb(IceLink link, int seed)
    {
        var random = new Random(seed);
        link.Delays = _ => random.Next(10) switch
        {
            < 4 => [],
            4 => [random.Next(1_000, 200_000), random.Next(1_000, 200_000)],
            _ => [random.Next(1_000, 100_000)],
        };
    }

    private static void AssertConnected(IcePeer left, IcePeer right, IceLink link, long within, string what)
    {
        Assert.True(link.Connect(), Tell(left, right, link, what));
        Assert.Equal(right.Paths[0].LocalEndPoint, left.Agent.SelectedPair!.RemoteEndPoint);
        Assert.Equal(left.Paths[0].LocalEndPoint, right.Agent.SelectedPair!.RemoteEndPoint);
        Assert.True(left.Agent.IsControlling != right.Agent.IsControlling, what);
        Assert.True(left.Agent.State == IceConnectionState.Connected && right.Agent.State == IceConnectionState.Connected, what);
        Assert.True(left.Agent.IsValidated(left.Paths[0], right.Paths[0].LocalEndPoint) && right.Agent.IsValidated(right.Paths[0], left.Paths[0].LocalEndPoint), what);
        Assert.True(link.Now < within, $"{what} took {link.Now} us");
    }

    private static (IcePeer Left, IcePeer Right, IceLink Link) Create(int seed, bool leftControls)
    {
        var left = new IcePeer(seed, leftControls).With("192.0.2.1:5001");
        var right = new IcePeer(~seed, !leftControls).With("192.0.2.2:5002");
        return (left, right, new IceLink(left, right));
    }

    private static string Tell(IcePeer left, IcePeer right, IceLink link, string what) => $"""
        {what} at {link.Now}
        {string.Join(' ', left.States)}, {left.Agent.SelectedPair}
        {string.Join(' ', right.States)}, {right.Agent.SelectedPair}
        {string.Join('\n', link.Log.Take(60).Select(static d => $"{d.At} {d.IsFromLeft} {d.Bytes[0]:x2}{d.Bytes[1]:x2} {d.Bytes.Length}"))}
        """;

    private static int Power(int exponent)
    {
        int result = 1;
        while (exponent-- > 0)
            result *= Fates;

        return result;
    }
}
