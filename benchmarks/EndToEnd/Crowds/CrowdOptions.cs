using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>What the command line asks of a crowd.</summary>
/// <param name="Count">How many peers are connected at once.</param>
/// <param name="WarmUp">How many connect and go before anything is measured.</param>
/// <param name="Idle">How long the processor time of silence is measured.</param>
/// <param name="Session">Whether a session runs on each of our peers' channels.</param>
internal sealed record CrowdOptions(int Count, int WarmUp, TimeSpan Idle, bool Session = false)
{
    public static CrowdOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new CrowdOptions(Count: 2000, WarmUp: 400, Idle: TimeSpan.FromSeconds(60));
        var reader = new OptionReader(args);
        while (reader.Next(out var option))
        {
            options = option switch
            {
                "--count" => options with { Count = reader.Number(1, 4000) },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(reader.Number(1, 3600)) },
                "--session" => options with { Session = true },
                "--quick" => options with { Count = 200, WarmUp = 100, Idle = TimeSpan.FromSeconds(10) },
                _ => throw reader.Unknown(),
            };
        }

        return options;
    }
}
