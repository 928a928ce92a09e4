using System.Globalization;

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
        while (!args.IsEmpty)
        {
            switch (args)
            {
                case ["--rtt", var milliseconds, ..]:
                    options = options with { RoundTrips = [Number(milliseconds, 0, 2000)] };
                    args = args[2..];
                    break;
                case ["--loss", var percent, ..]:
                    options = options with { Losses = [Number(percent, 0, 50)] };
                    args = args[2..];
                    break;
                case ["--mbit", var rate, ..]:
                    options = options with { Megabits = Number(rate, 0.1, 1000) };
                    args = args[2..];
                    break;
                case ["--queue-ms", var milliseconds, ..]:
                    options = options with { Queue = Number(milliseconds, 1, 10_000) };
                    args = args[2..];
                    break;
                case ["--seconds", var seconds, ..]:
                    options = options with { Time = TimeSpan.FromSeconds(Number(seconds, 1, 600)) };
                    args = args[2..];
                    break;
                case ["--only", var name, ..]:
                    options = options with { Only = name };
                    args = args[2..];
                    break;
                case ["--quick", ..]:
                    options = options with { Time = TimeSpan.FromSeconds(3) };
                    args = args[1..];
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[0]}'.");
            }
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private static double Number(string text, double least, double most) => Math.Clamp(double.Parse(text, CultureInfo.InvariantCulture), least, most);
}
