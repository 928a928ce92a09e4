using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Signalling;

/// <summary>What the command line asks of signalling servers.</summary>
/// <param name="Clients">How many clients are connected and silent while memory is measured.</param>
/// <param name="AtOnce">How many more come in the same moment.</param>
/// <param name="Pairs">How many pairs of windows each figure of processor time has.</param>
/// <param name="Idle">How long the clients are silent.</param>
internal sealed record SignallingOptions(int Clients, int AtOnce, int Pairs, TimeSpan Idle)
{
    public static SignallingOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SignallingOptions(Clients: 2000, AtOnce: 5000, Pairs: 10, Idle: TimeSpan.FromSeconds(5));
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--clients" => options with { Clients = reader.Number(100, 20_000) },
                "--at-once" => options with { AtOnce = reader.Number(1, 20_000) },
                // They stay, and each is a descriptor.
                "--pairs" => options with { Pairs = reader.Number(5, 20) },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(reader.Number(1, 600)) },
                "--quick" => options with { Clients = 500, AtOnce = 500, Pairs = 3, Idle = TimeSpan.FromSeconds(2) },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }
}
