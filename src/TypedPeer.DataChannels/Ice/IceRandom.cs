using System.Buffers.Binary;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice;

/// <summary>What an agent draws from a source of random bytes.</summary>
internal static class IceRandom
{
    /// <summary>A transaction id nobody can guess.</summary>
    public static StunTransactionId CreateTransactionId(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[StunTransactionId.Size];
        random.Fill(bytes);
        return StunTransactionId.Read(bytes);
    }

    /// <summary>Eight random bytes.</summary>
    public static ulong CreateUInt64(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A duration spread evenly over 0.8 to 1.2 of the given one, so that peers do not fall into step.</summary>
    public static long Spread(IRandomSource random, long duration) =>
        (long)(duration * (0.8 + (0.4 * (uint)CreateUInt64(random) / uint.MaxValue)));
}
