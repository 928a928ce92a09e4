using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>What the command line asks for.</summary>
internal sealed record FirstCallOptions(int Rounds, string? Only, bool Publishes)
{
    private const int FewestRounds = 10;

    public static FirstCallOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new FirstCallOptions(Rounds: 12, Only: null, Publishes: true);
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--rounds" => options with { Rounds = reader.Number(FewestRounds, 10_000) },
                "--only" => options with { Only = reader.Text() },
                "--published" => options with { Publishes = false },
                "--quick" => options with { Rounds = 3 },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
