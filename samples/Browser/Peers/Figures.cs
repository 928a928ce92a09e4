namespace TypedPeer.Samples.Browser.Peers;

/// <summary>What programs draw.</summary>
internal static class Figures
{
    /// <summary>The next figure of somebody of that name: roses or rings, as strokes, side by side.</summary>
    public static IEnumerable<Dot[]> For(string name, int number)
    {
        var seed = name.Aggregate(17u, static (hash, c) => unchecked((hash * 31) + c));
        var place = (seed + (uint)number) % 4;
        var (x, y) = (250 + (360 * place), place % 2 == 0 ? 300 : 380);
        return seed / 4 % 2 == 0 ? Rose(x, y, 170, 5 + (int)(seed % 4)) : Rings(x, y, 150, 6 + (int)(seed % 3));
    }

    private static IEnumerable<Dot[]> Rose(double x, double y, double radius, int petals)
    {
        for (var petal = 0; petal < petals; petal++)
        {
            yield return [.. Enumerable.Range(0, 49).Select(step =>
            {
                var within = (step / 48.0) - 0.5;
                var angle = 2 * Math.PI * (petal + (0.8 * within)) / petals;
                return At(x, y, radius * Math.Cos(Math.PI * within), angle);
            })];
        }
    }

    private static IEnumerable<Dot[]> Rings(double x, double y, double radius, int waves)
    {
        for (var ring = 1; ring <= 3; ring++)
        {
            yield return [.. Enumerable.Range(0, 121).Select(step =>
            {
                var angle = 2 * Math.PI * step / 120;
                return At(x, y, radius * ring / 3 * (1 + (0.12 * Math.Sin(waves * angle))), angle);
            })];
        }
    }

    private static Dot At(double x, double y, double radius, double angle) => new(
        (ushort)Math.Clamp(x + (radius * Math.Cos(angle)), 0, Dot.Width), (ushort)Math.Clamp(y + (radius * Math.Sin(angle)), 0, Dot.Height));
}
