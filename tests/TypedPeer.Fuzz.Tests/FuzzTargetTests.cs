using TypedPeer.Fuzz.Targets;
using TypedPeer.TestSupport;

namespace TypedPeer.Fuzz.Tests;

/// <summary>A short run of the fuzzer with a fixed seed, and proof that its inputs get past the first check.</summary>
public sealed class FuzzTargetTests
{
    private static readonly int Seed = TestSeed.First(20_260);

    private static readonly Corpus Corpus = new(Path.Combine(RepositoryRoot.Path, "tests", "corpus"));

    [Theory]
    [InlineData("stun", 3000)]
    [InlineData("turn", 8000)]
    [InlineData("listener", 3000)]
    [InlineData("dtls", 500)]
    [InlineData("sctp", 4000)]
    [InlineData("dcep", 10_000)]
    [InlineData("sdp", 8000)]
    [InlineData("mdns", 10_000)]
    [InlineData("frames", 10_000)]
    [InlineData("peerjs", 10_000)]
    [InlineData("signalling", 5000)]
    [InlineData("session", 3000)]
    [InlineData("composed", 150)]
    public void Mutated_input_breaks_no_promise(string name, int inputs)
    {
        var target = Assert.Single(FuzzTargets.Find(name));
        var report = new FuzzRunner(target, Corpus.Load(target), Seed).Run(number => number < inputs);

        Assert.True(report.Finding is null, $"seed {Seed}, input {report.Finding?.Number}: {report.Finding?.Error}\n{Convert.ToHexString(FuzzScript.Format(report.Finding?.Steps ?? []))}");
        Assert.Equal(inputs, report.Inputs);
    }

    [Theory]
    [InlineData("stun", "Connected")]
    [InlineData("turn", "received;sent on;stream")]
    [InlineData("listener", "admitted;several admitted")]
    [InlineData("dtls", "New;Connecting;HandshakeFailed;RemoteClose")]
    [InlineData("sctp", "Established;ShutdownSent")]
    [InlineData("dcep", "one channel;several channels")]
    [InlineData("sdp", "understood")]
    [InlineData("mdns", "found;several;nothing")]
    [InlineData("frames", "datagrams;refused")]
    [InlineData("peerjs", "unpacked;put together;parsed")]
    [InlineData("signalling", "head;heard;asked;control")]
    [InlineData("session", "connected;ended")]
    [InlineData("composed", "session connected;session ended, connection ended")]
    public void Recorded_input_gets_as_far_as_real_peers_do(string name, string outcomes)
    {
        var target = Assert.Single(FuzzTargets.Find(name));
        var reached = Corpus.Load(target).Select(target.Run).ToHashSet();

        Assert.Superset(outcomes.Split(';').ToHashSet(), reached);
    }

    [Fact]
    public void Same_seed_makes_the_same_inputs()
    {
        var target = Assert.Single(FuzzTargets.Find("sdp"));
        var corpus = Corpus.Load(target);
        var inputs = new[] { 1, 1, 2 }.Select(seed => RunAndHash(target, corpus, seed)).ToArray();

        Assert.Equal(inputs[0], inputs[1]);
        Assert.NotEqual(inputs[0], inputs[2]);
    }

    [Fact]
    public void Script_reads_what_it_writes_and_any_other_bytes()
    {
        List<FuzzStep> steps = [new(0, [1, 2, 3]), new(255, []), new(7, new byte[1000])];
        var file = FuzzScript.Format(steps);
        Assert.Equal(file, FuzzScript.Format(FuzzScript.Parse(file)));

        var random = new Random(Seed);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.InRange(FuzzScript.Parse(bytes).Sum(step => step.Bytes.Length), 0, bytes.Length);
        }
    }

    [Fact]
    public void Room_that_throws_is_a_finding_with_its_input()
    {
        var report = new FuzzRunner(new BrokenTarget(), [[new FuzzStep(0, [1])], [new FuzzStep(0, [42])]], Seed).Run(number => number < 10);

        Assert.Equal(1, report.Finding?.Number);
        Assert.Equal([42], Assert.Single(report.Finding!.Steps).Bytes);
    }

    [Fact]
    public void Room_that_allocates_too_much_is_a_finding()
    {
        var report = new FuzzRunner(new BrokenTarget(), [[new FuzzStep(0, [43])]], Seed).Run(number => number < 1);

        Assert.IsType<FuzzFindingException>(report.Finding?.Error);
    }

    private static int RunAndHash(IFuzzTarget target, List<List<FuzzStep>> corpus, int seed)
    {
        var spy = new SpyTarget(target);
        new FuzzRunner(spy, corpus, seed).Run(number => number < 200);
        return spy.Hash.ToHashCode();
    }

    private sealed class SpyTarget(IFuzzTarget target) : IFuzzTarget
    {
        private HashCode _hash;

        public HashCode Hash => _hash;

        public string Name => target.Name;

        public long MaxAllocatedBytes => target.MaxAllocatedBytes;

        public IReadOnlyList<byte[]> Dictionary => target.Dictionary;

        public IEnumerable<(string Name, List<FuzzStep> Steps)> Record() => target.Record();

        public FuzzStep Repair(FuzzStep step, Random random) => target.Repair(step, random);

        public string Run(IReadOnlyList<FuzzStep> steps)
        {
            _hash.AddBytes(FuzzScript.Format(steps));
            return "seen";
        }
    }

    private sealed class BrokenTarget : IFuzzTarget
    {
        public string Name => "broken";

        public long MaxAllocatedBytes => 1000;

        public IReadOnlyList<byte[]> Dictionary => [];

        public IEnumerable<(string Name, List<FuzzStep> Steps)> Record() => [];

        public FuzzStep Repair(FuzzStep step, Random random) => step;

        public string Run(IReadOnlyList<FuzzStep> steps) => steps[0].Bytes switch
        {
            [42] => throw new InvalidOperationException("as planned"),
            [43] => new string('x', 10_000),
            _ => "fine",
        };
    }
}
