namespace TypedPeer.Benchmarks.EndToEnd.Groups;

/// <summary>Counts what it is told.</summary>
internal sealed class GroupBenchmarkService : IGroupBenchmark
{
    private static long s_told;

    public static long Told => Interlocked.Read(ref s_told);

    public ValueTask CursorMovedAsync(float x, float y) => Count();

    public ValueTask SaidAsync(string name, string text) => Count();

    public ValueTask MovedAsync(WorldState state) => Count();

    private static ValueTask Count()
    {
        Interlocked.Increment(ref s_told);
        return default;
    }
}
