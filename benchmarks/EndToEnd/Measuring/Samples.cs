namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>The windows of one figure of one stack.</summary>
internal sealed class Samples(bool higherIsBetter)
{
    private readonly List<double> _values = [];

    public IReadOnlyList<double> Values => _values;

    public double Median => Quantile(0.5);

    /// <summary>Gets the quartile on the good side: what the machine gives when nothing else runs on it.</summary>
    public double Best => Quantile(higherIsBetter ? 0.75 : 0.25);

    public void Add(double value) => _values.Add(value);

    /// <summary>Keeps what a window gave; those below 0 only warmed up.</summary>
    public void Keep(int window, double value)
    {
        if (window >= 0)
        {
            Add(value);
        }
    }

    public double Quantile(double at)
    {
        var sorted = _values.Order().ToArray();
        var position = at * (sorted.Length - 1);
        var low = (int)position;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (position - low));
    }
}
