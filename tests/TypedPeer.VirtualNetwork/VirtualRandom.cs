using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.VirtualNetwork;

/// <summary>Predictable randomness for the cores.</summary>
internal sealed class VirtualRandom(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    /// <inheritdoc cref="IRandomSource.Fill"/>
    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
