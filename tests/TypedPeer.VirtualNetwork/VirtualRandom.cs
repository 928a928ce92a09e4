using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.VirtualNetwork;

/// <summary>Predictable randomness for the cores.</summary>
internal sealed class VirtualRandom(int seed) : IIceRandom, ISctpRandom
{
    private readonly Random _random = new(seed);

    /// <inheritdoc cref="IIceRandom.Fill"/>
    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
