namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>What one direction of a link does to packets. Times are in microseconds.</summary>
internal sealed record LinkConditions
{
    public static LinkConditions Perfect { get; } = new();

    public long Delay { get; init; } = 10_000;

    /// <summary>A random addition to the delay; packets overtake one another where it exceeds their distance.</summary>
    public long Jitter { get; init; }

    public double Loss { get; init; }

    public double Duplication { get; init; }

    /// <summary>Bits per second; zero for no limit.</summary>
    public long Rate { get; init; }

    /// <summary>How many bytes wait for the rate before more are dropped.</summary>
    public long Queue { get; init; } = long.MaxValue;
}
