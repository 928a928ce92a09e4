using System.Diagnostics;

namespace TypedPeer.Samples.Game.Demo;

/// <summary>How old things are when they arrive, and the median of that. Both processes are on one machine, whose monotonic clock they share.</summary>
internal sealed class Ages
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    public void Add(long sentAt)
    {
        var age = Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds;
        lock (_lock)
        {
            _milliseconds.Add(age);
        }
    }

    public double Median()
    {
        lock (_lock)
        {
            return _milliseconds.Count == 0 ? double.NaN : _milliseconds.Order().ElementAt(_milliseconds.Count / 2);
        }
    }
}
