namespace TypedPeer.VirtualNetwork;

/// <summary>What one direction of a path does to datagrams. Times are microseconds.</summary>
internal sealed record VirtualPathOptions
{
    /// <summary>How long light takes.</summary>
    public long Delay { get; init; } = 10_000;

    /// <summary>An extra delay between nothing and this, drawn for each datagram; it reorders.</summary>
    public long Jitter { get; init; }

    /// <summary>The share of datagrams that vanish.</summary>
    public double Loss { get; init; }

    /// <summary>The share of datagrams that come twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The share of datagrams that are held back by <see cref="ReorderDelay"/>.</summary>
    public double Reordering { get; init; }

    /// <summary>How long those are held back.</summary>
    public long ReorderDelay { get; init; } = 15_000;

    /// <summary>The rate of the bottleneck; 0 for none.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>What the bottleneck holds before it drops what comes last.</summary>
    public long QueueBytes { get; init; } = long.MaxValue;

    /// <summary>Everything at once, drawn from a seed, and never so bad that nothing passes.</summary>
    public static VirtualPathOptions Draw(Random random) => new()
    {
        Delay = random.Next(200, 80_000),
        Jitter = random.Next(3) == 0 ? random.Next(1, 30_000) : 0,
        Loss = random.Next(3) == 0 ? random.NextDouble() * 0.15 : 0,
        Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        Reordering = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        BitsPerSecond = random.Next(3) == 0 ? random.Next(1_000_000, 200_000_000) : 0,
        QueueBytes = random.Next(20_000, 500_000),
    };
}
