namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>How much later than due datagrams left: what a busy machine adds to the path that was asked for.</summary>
internal sealed class Lateness
{
    private const int Step = 20;
    private readonly long[] _counts = new long[5000];
    private long _count;

    public void Add(long microseconds)
    {
        _counts[Math.Min(microseconds / Step, _counts.Length - 1)]++;
        _count++;
    }

    /// <summary>The microseconds that this share of the datagrams was not later than.</summary>
    public long Quantile(double share)
    {
        var wanted = (long)(share * _count);
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen > wanted)
            {
                return (i + 1) * Step;
            }
        }

        return 0;
    }
}
