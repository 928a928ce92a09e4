namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(int Pairs, string? Only, double Scale)
{
    public static Options Parse(ReadOnlySpan<string> args)
    {
        var options = new Options(Pairs: 10, Only: null, Scale: 1);
        while (!args.IsEmpty)
        {
            switch (args)
            {
                case ["--pairs", var pairs, ..]:
                    options = options with { Pairs = Math.Max(5, int.Parse(pairs)) };
                    args = args[2..];
                    break;
                case ["--only", var name, ..]:
                    options = options with { Only = name };
                    args = args[2..];
                    break;
                case ["--quick", ..]:
                    options = options with { Pairs = 3, Scale = 0.2 };
                    args = args[1..];
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[0]}'.");
            }
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    public int Scaled(int count) => Math.Max(10, (int)(count * Scale));
}
