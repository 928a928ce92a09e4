using System.Buffers.Binary;
using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>The numbers of a seed; the first ones may be dictated (verification tag, then initial TSN).</summary>
internal sealed class SeededRandom(int seed, params uint[] first) : IRandomSource
{
    private readonly Random _random = new(seed);
    private int _dictated;

    public void Fill(Span<byte> destination)
    {
        if (destination.Length == sizeof(uint) && _dictated < first.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, first[_dictated++]);
            return;
        }

        _random.NextBytes(destination);
    }
}
