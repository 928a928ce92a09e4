namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Small calls by eight callers, each with one at a time, and how long they took.</summary>
internal static class CallTimes
{
    private const int Callers = 8;

    /// <summary>Makes calls until a time; in microseconds, in no order.</summary>
    public static async Task<List<long>> MeasureAsync(SessionPair sessions, long until)
    {
        var times = new List<long>();
        var remote = sessions.Left.GetRemote<IProbe>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (sessions.World.Now < until)
            {
                long began = sessions.World.Now;
                await remote.DoubleAsync(1);
                times.Add(sessions.World.Now - began);
            }
        }));
        return times;
    }

    /// <summary>What one call in a hundred takes longer than.</summary>
    public static long P99(List<long> times) => times.Order().ElementAt(times.Count * 99 / 100);
}
