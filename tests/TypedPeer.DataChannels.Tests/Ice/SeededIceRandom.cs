using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>Predictable randomness for an agent.</summary>
internal sealed class SeededIceRandom(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
