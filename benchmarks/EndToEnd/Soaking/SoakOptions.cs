using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>What the command line asks of a soak.</summary>
internal sealed record SoakOptions(TimeSpan Time, bool InMemory)
{
    public static SoakOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SoakOptions(TimeSpan.FromMinutes(10), InMemory: false);
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--minutes" => options with { Time = TimeSpan.FromMinutes(reader.Number(0.05, 24 * 60)) },
                "--in-memory" => options with { InMemory = true },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }
}
