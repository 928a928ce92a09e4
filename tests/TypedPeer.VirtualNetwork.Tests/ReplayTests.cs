using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>A seed is the whole story of a failure: the same one gives the same bytes at the same times. (DTLS is left out: the platform's signatures are random.)</summary>
public sealed class ReplayTests
{
    [Fact]
    public void The_same_seed_replays_ICE_byte_for_byte() => AssertReplays(RunIce);

    [Fact]
    public void The_same_seed_replays_SCTP_byte_for_byte() => AssertReplays(RunSctp);

    private static void AssertReplays(Func<int, string> run)
    {
        int first = TestSeed.First(40);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int seed = first; seed < first + 10; seed++)
        {
            string trace = run(seed);
            Assert.True(string.Equals(trace, run(seed), StringComparison.Ordinal), $"seed {seed}");
            Assert.True(seen.Add(trace), $"seed {seed} gives what another gave");
        }
    }

    private static string RunIce(int seed)
    {
        using var world = new VirtualWorld(seed, VirtualPathOptions.Draw(new Random(seed)));
        var left = new IceHost(world, true, "192.0.2.1:5001", "192.0.2.3:5001");
        var right = new IceHost(world, false, "198.51.100.2:5002");
        left.Meet(right);
        right.Meet(left);
        Assert.True(world.RunUntil(() => left.Agent.SelectedPair is not null && right.Agent.SelectedPair is not null), $"seed {seed}");
        world.Run(120_000_000);
        return world.TraceHash;
    }

    private static string RunSctp(int seed)
    {
        using var world = new VirtualWorld(seed, VirtualPathOptions.Draw(new Random(seed)));
        var left = new SctpHost(world, "192.0.2.1:5001", "198.51.100.2:5002");
        var right = new SctpHost(world, "198.51.100.2:5002", "192.0.2.1:5001");
        left.Start();
        right.Start();
        for (int number = 0; number < 20; number++)
        {
            left.Send(Payload.Create(number, number * 1_000));
            right.Send(Payload.Create(number, 100));
        }

        Assert.True(world.RunUntil(() => left.Received == 20 && right.Received == 20, 600_000_000), $"seed {seed}");
        world.Run(10_000_000);
        return world.TraceHash;
    }
}
