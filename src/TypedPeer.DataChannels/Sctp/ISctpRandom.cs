using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Sctp;

/// <summary>Where an association's unpredictable numbers come from; the seam by which tests seed them.</summary>
internal interface ISctpRandom
{
    /// <summary>Fills the span with unpredictable bytes.</summary>
    void Fill(Span<byte> destination);
}

/// <summary>The platform's cryptographic generator.</summary>
internal sealed class SctpSystemRandom : ISctpRandom
{
    public static SctpSystemRandom Instance { get; } = new();

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
