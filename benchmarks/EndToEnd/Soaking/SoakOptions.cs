using System.Globalization;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>What the command line asks of a soak.</summary>
internal sealed record SoakOptions(TimeSpan Time, bool InMemory)
{
    public static SoakOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SoakOptions(TimeSpan.FromMinutes(10), InMemory: false);
        while (!args.IsEmpty)
        {
            switch (args)
            {
                case ["--minutes", var minutes, ..]:
                    options = options with { Time = TimeSpan.FromMinutes(Math.Clamp(double.Parse(minutes, CultureInfo.InvariantCulture), 0.05, 24 * 60)) };
                    args = args[2..];
                    break;
                case ["--in-memory", ..]:
                    options = options with { InMemory = true };
                    args = args[1..];
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[0]}'.");
            }
        }

        return options;
    }
}
