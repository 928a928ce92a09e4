namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>Figures in pairs of windows: what is printed of each, and the ratio lines at the end.</summary>
internal sealed class Ratios
{
    private readonly List<string> _lines = [];

    public bool Any => _lines.Count > 0;

    /// <summary>Prints a figure and keeps its ratio: the median of the ratios of pairs.</summary>
    public void Add(string name, string unit, (string Name, Samples Windows) mine, (string Name, Samples Windows) other)
    {
        // Pairs lie side by side in time, so a slow spell of the machine hits both halves of one pair.
        var pairwise = new Samples(higherIsBetter: true);
        for (var i = 0; i < mine.Windows.Values.Count; i++)
        {
            pairwise.Add(mine.Windows.Values[i] / other.Windows.Values[i]);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {mine.Name} {mine.Windows.Median:F1} {unit}, {other.Name} {other.Windows.Median:F1} {unit} (medians of {mine.Windows.Values.Count}); ratio of the best quartiles {mine.Windows.Best / other.Windows.Best:F2}"));
        Add(name, pairwise.Median);
    }

    public void Add(string name, double ratio) => _lines.Add(FormattableString.Invariant($"ratio: {name} {ratio:0.##}"));

    public void Print()
    {
        Console.WriteLine();
        _lines.ForEach(Console.WriteLine);
    }
}
