using SharpFuzz;

namespace TypedPeer.Fuzz;

/// <summary>Takes inputs from afl-fuzz and tells it, by the instrumented assemblies, which code they reach. The script "guided" sets it up.</summary>
internal static class GuidedFuzzing
{
    /// <summary>Runs until afl-fuzz has had enough. What the room throws is the crash that afl-fuzz records.</summary>
    public static void Run(IFuzzTarget target) => Fuzzer.OutOfProcess.Run(stream =>
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var runner = new FuzzRunner(target, [], 0);
        if (runner.Feed(ReadInput(target, bytes.ToArray())) is { } finding)
        {
            throw finding;
        }
    });

    /// <summary>
    /// Makes an input out of any bytes. Every step is repaired, always in the same way: afl-fuzz cannot guess a checksum, and everything
    /// behind one would stay out of its reach.
    /// </summary>
    public static List<FuzzStep> ReadInput(IFuzzTarget target, ReadOnlySpan<byte> bytes)
    {
        var random = new Random(0);
        return [.. FuzzScript.Parse(bytes).Select(step => target.Repair(step, random))];
    }
}
