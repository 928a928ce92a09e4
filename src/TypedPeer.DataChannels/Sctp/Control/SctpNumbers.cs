using System.Buffers.Binary;
using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>The numbers of an association that nobody can guess (RFC 9260 sections 5.3.1 and 5.1).</summary>
internal static class SctpNumbers
{
    /// <summary>Makes any number, such as a first TSN.</summary>
    public static uint New(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>Makes a verification tag: any number but zero, which marks INIT.</summary>
    public static uint NewTag(IRandomSource random) => Math.Max(1, New(random));
}
