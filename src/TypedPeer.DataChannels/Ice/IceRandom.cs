using System.Buffers.Binary;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice;

/// <summary>The system's cryptographic randomness, and what the agent draws from any source.</summary>
internal sealed class IceRandom : IIceRandom
{
    /// <summary>The one production uses.</summary>
    public static IceRandom Shared { get; } = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);

    /// <summary>A transaction id nobody can guess.</summary>
    public static StunTransactionId CreateTransactionId(IIceRandom random)
    {
        Span<byte> bytes = stackalloc byte[StunTransactionId.Size];
        random.Fill(bytes);
        return StunTransactionId.Read(bytes);
    }

    /// <summary>Eight random bytes.</summary>
    public static ulong CreateUInt64(IIceRandom random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A duration spread evenly over 0.8 to 1.2 of the given one, so that peers do not fall into step.</summary>
    public static long Spread(IIceRandom random, long duration) =>
        (long)(duration * (0.8 + (0.4 * (uint)CreateUInt64(random) / uint.MaxValue)));
}
