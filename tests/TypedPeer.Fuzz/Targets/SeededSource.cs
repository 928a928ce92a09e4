using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.Fuzz.Targets;

/// <summary>The numbers of a seed, so that a recorded conversation fits the peer that replays it.</summary>
internal sealed class SeededSource(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
