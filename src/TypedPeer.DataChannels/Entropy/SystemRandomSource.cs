using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Entropy;

/// <summary>The platform's cryptographic generator, which production uses.</summary>
internal sealed class SystemRandomSource : IRandomSource
{
    public static SystemRandomSource Instance { get; } = new();

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
