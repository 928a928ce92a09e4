using TypedPeer.VirtualNetwork;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>What a relay does to the datagrams of a path, the same in both directions.</summary>
/// <param name="RoundTrip">The milliseconds there and back, without waiting in the queue.</param>
/// <param name="Loss">The datagrams in a hundred that vanish, drawn from the seed.</param>
/// <param name="Megabits">The rate of the bottleneck in Mbit/s of UDP payload; 0 for none.</param>
/// <param name="Queue">The milliseconds that a datagram waits at most at the bottleneck; what would wait longer is dropped.</param>
/// <param name="Seed">What the losses are drawn from.</param>
internal sealed record RelaySettings(double RoundTrip, double Loss, double Megabits, double Queue, int Seed = 1)
{
    public double MegabytesPerSecond => Megabits / 8;

    /// <summary>The same for the model of a path that the virtual network uses, too.</summary>
    public VirtualPathOptions ToPath() => new()
    {
        Delay = (long)(RoundTrip * 1000 / 2),
        Loss = Loss / 100,
        BitsPerSecond = (long)(Megabits * 1e6),
        QueueBytes = Megabits == 0 ? long.MaxValue : (long)(Queue * Megabits * 1000 / 8),
    };
}
