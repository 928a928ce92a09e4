namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(int Pairs, string? Only, double Scale)
{
    public static Options Parse(ReadOnlySpan<string> args)
    {
        var options = new Options(Pairs: 10, Only: null, Scale: 1);
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--pairs" => options with { Pairs = reader.Number(5, 10_000) },
                "--only" => options with { Only = reader.Text() },
                "--quick" => options with { Pairs = 3, Scale = 0.2 },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    public int Scaled(int count) => Math.Max(10, (int)(count * Scale));
}
