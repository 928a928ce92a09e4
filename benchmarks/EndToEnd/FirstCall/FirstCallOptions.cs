using System.Globalization;

namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>What the command line asks for.</summary>
internal sealed record FirstCallOptions(int Rounds, string? Only, bool Publishes)
{
    private const int FewestRounds = 10;

    public static FirstCallOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new FirstCallOptions(Rounds: 12, Only: null, Publishes: true);
        while (!args.IsEmpty)
        {
            switch (args)
            {
                case ["--rounds", var rounds, ..]:
                    options = options with { Rounds = Math.Max(FewestRounds, int.Parse(rounds, CultureInfo.InvariantCulture)) };
                    args = args[2..];
                    break;
                case ["--only", var name, ..]:
                    options = options with { Only = name };
                    args = args[2..];
                    break;
                case ["--published", ..]:
                    options = options with { Publishes = false };
                    args = args[1..];
                    break;
                case ["--quick", ..]:
                    options = options with { Rounds = 3 };
                    args = args[1..];
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[0]}'.");
            }
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
