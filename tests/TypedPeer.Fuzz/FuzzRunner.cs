using System.Diagnostics;

namespace TypedPeer.Fuzz;

/// <summary>What a run did.</summary>
/// <param name="Inputs">How many inputs were fed.</param>
/// <param name="LargestAllocation">The most bytes one of them made the room allocate.</param>
/// <param name="Outcomes">How many inputs got how far.</param>
/// <param name="Finding">What broke, and by which input; null when nothing did.</param>
internal sealed record FuzzReport(long Inputs, long LargestAllocation, IReadOnlyDictionary<string, long> Outcomes, FuzzFinding? Finding);

/// <summary>An input that broke a promise.</summary>
internal sealed record FuzzFinding(long Number, List<FuzzStep> Steps, Exception Error);

/// <summary>
/// Feeds a target its corpus, then mutations of it. Input number N of a seed is the same in every run with the same corpus.
/// </summary>
internal sealed class FuzzRunner(IFuzzTarget target, List<List<FuzzStep>> corpus, int seed)
{
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private long _largest;

    /// <summary>Gets the input that is being fed, for a watchdog.</summary>
    public List<FuzzStep>? Current { get; private set; }

    /// <summary>Gets when it was begun, as a timestamp.</summary>
    public long CurrentSince { get; private set; }

    /// <summary>Gets the processor time that the process had taken then.</summary>
    public TimeSpan CurrentCpu { get; private set; }

    public FuzzReport Run(Func<long, bool> goesOn)
    {
        var number = 0L;
        for (; goesOn(number); number++)
        {
            var steps = Make(number);
            if (Feed(steps) is { } error)
            {
                return new FuzzReport(number + 1, _largest, _outcomes, new FuzzFinding(number, steps, error));
            }
        }

        return new FuzzReport(number, _largest, _outcomes, null);
    }

    public Exception? Feed(List<FuzzStep> steps)
    {
        CurrentSince = Stopwatch.GetTimestamp();
        CurrentCpu = Environment.CpuUsage.TotalTime;
        Current = steps;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var outcome = target.Run(steps);
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }
#pragma warning disable CA1031 // Whatever a parser throws is what is looked for.
        catch (Exception error)
        {
            return error;
        }
#pragma warning restore CA1031
        finally
        {
            Current = null;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _largest = Math.Max(_largest, allocated);
        return allocated > target.MaxAllocatedBytes
            ? new FuzzFindingException($"One input made the room allocate {allocated:N0} bytes; {target.MaxAllocatedBytes:N0} are allowed.")
            : null;
    }

    private List<FuzzStep> Make(long number)
    {
        if (number < corpus.Count)
        {
            return corpus[(int)number];
        }

        var random = new Random(HashOf(seed, number));
        var first = corpus[random.Next(corpus.Count)];
        var second = corpus[random.Next(corpus.Count)];
        return ScriptMutator.Mutate(target, first, second, random);
    }

    /// <summary>A stable hash: the same numbers in every process and on every machine.</summary>
    private static int HashOf(int seed, long number)
    {
        var x = unchecked(((ulong)(uint)seed << 32) ^ (ulong)number);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return (int)(x ^ (x >> 31));
    }
}
