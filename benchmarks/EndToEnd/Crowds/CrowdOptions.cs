using System.Globalization;

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
        while (!args.IsEmpty)
        {
            switch (args)
            {
                case ["--count", var count, ..]:
                    options = options with { Count = Math.Clamp(int.Parse(count, CultureInfo.InvariantCulture), 1, 4000) };
                    args = args[2..];
                    break;
                case ["--idle", var seconds, ..]:
                    options = options with { Idle = TimeSpan.FromSeconds(Math.Clamp(int.Parse(seconds, CultureInfo.InvariantCulture), 1, 3600)) };
                    args = args[2..];
                    break;
                case ["--session", ..]:
                    options = options with { Session = true };
                    args = args[1..];
                    break;
                case ["--quick", ..]:
                    options = options with { Count = 200, WarmUp = 100, Idle = TimeSpan.FromSeconds(10) };
                    args = args[1..];
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[0]}'.");
            }
        }

        return options;
    }
}
