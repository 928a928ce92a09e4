using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Paths;

/// <summary>What the command line asks of paths.</summary>
/// <param name="RoundTrips">The milliseconds there and back.</param>
/// <param name="Losses">The datagrams in a hundred that are lost.</param>
/// <param name="Megabits">The rate of the bottleneck in Mbit/s.</param>
/// <param name="Queue">The milliseconds that a full queue is long.</param>
/// <param name="Time">How long each transfer is measured.</param>
/// <param name="Only">Only figures whose name contains it.</param>
internal sealed record PathOptions(double[] RoundTrips, double[] Losses, double Megabits, double Queue, TimeSpan Time, string? Only)
{
    public static PathOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new PathOptions([20, 100], [0, 0.1, 1], Megabits: 100, Queue: 50, TimeSpan.FromSeconds(10), Only: null);
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--rtt" => options with { RoundTrips = [reader.Number(0.0, 2000)] },
                "--loss" => options with { Losses = [reader.Number(0.0, 50)] },
                "--mbit" => options with { Megabits = reader.Number(0.1, 1000) },
                "--queue-ms" => options with { Queue = reader.Number(1.0, 10_000) },
                "--seconds" => options with { Time = TimeSpan.FromSeconds(reader.Number(1.0, 600)) },
                "--only" => options with { Only = reader.Text() },
                "--quick" => options with { Time = TimeSpan.FromSeconds(3) },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
