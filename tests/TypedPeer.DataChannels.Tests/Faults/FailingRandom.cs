using System.Security.Cryptography;
using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>A bug in the middle of a layer: the given use of randomness fails, and all later ones if told so.</summary>
internal sealed class FailingRandom(int failsAt, bool forGood) : IRandomSource
{
    private int _uses;

    public int Uses => Volatile.Read(ref _uses);

    public void Fill(Span<byte> destination)
    {
        var use = Interlocked.Increment(ref _uses);
        if (use == failsAt || (forGood && use > failsAt))
        {
            throw new NotFiniteNumberException($"use {use}");
        }

        RandomNumberGenerator.Fill(destination);
    }
}
