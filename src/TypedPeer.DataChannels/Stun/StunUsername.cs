using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Stun;

/// <summary>
/// Finds USERNAME in a datagram without looking at the rest: what a port that many share tells checks apart by. It proves nothing; whoever
/// the datagram goes to reads it as a whole.
/// </summary>
internal static class StunUsername
{
    private const int AttributeHeaderSize = 4;

    /// <summary>Real checks have USERNAME first or second: whoever hides it behind dozens of attributes is not looked for.</summary>
    private const int MaxAttributes = 32;

    /// <summary>Says whether a datagram is a Binding request, success or error response.</summary>
    public static bool IsOfClass(ReadOnlySpan<byte> datagram, StunMessageClass messageClass) =>
        StunMessage.IsStun(datagram) && BinaryPrimitives.ReadUInt16BigEndian(datagram) == (StunMessage.BindingMethod | (int)messageClass);

    /// <summary>Finds the first USERNAME of a STUN message.</summary>
    public static bool TryFind(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> username)
    {
        username = default;
        if (!StunMessage.IsStun(datagram) || datagram.Length > StunMessage.MaximumSize)
        {
            return false;
        }

        var rest = datagram[StunMessage.HeaderSize..];
        for (var count = 0; count < MaxAttributes && rest.Length >= AttributeHeaderSize; count++)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (size > rest.Length - AttributeHeaderSize)
            {
                return false;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == (ushort)StunAttributeType.Username)
            {
                username = rest.Slice(AttributeHeaderSize, size);
                return true;
            }

            rest = rest[Math.Min(rest.Length, AttributeHeaderSize + ((size + 3) & ~3))..];
        }

        return false;
    }
}
