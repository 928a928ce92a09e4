using System.Buffers.Binary;
using System.Net;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>
/// What travels between a client and its relay: STUN messages, and ChannelData (RFC 8656, section 12.4), which delimit themselves. So datagrams
/// that the kernel has joined are read like one, and a stream like datagrams.
/// </summary>
internal static class TurnFrames
{
    /// <summary>The first channel number (RFC 8656, section 12).</summary>
    public const ushort FirstChannel = 0x4000;

    /// <summary>The last.</summary>
    public const ushort LastChannel = 0x4FFF;

    /// <summary>Bytes in front of ChannelData.</summary>
    public const int ChannelHeaderSize = 4;

    /// <summary>The most bytes that an indication adds to a datagram: header, an address of IPv6, a header of the data, and padding.</summary>
    public const int MaximumOverhead = StunMessage.HeaderSize + 24 + 4 + 3;

    private const int AttributeHeaderSize = 4;

    /// <summary>The bytes of the frame at the start of a buffer, without padding; 0 when it is none, and -1 when more have to come to tell.</summary>
    public static int GetLength(ReadOnlySpan<byte> data)
    {
        if (data.Length < ChannelHeaderSize)
            return data.IsEmpty || data[0] is < 4 or (>= 0x40 and < 0x50) ? -1 : 0;

        int length = BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
        if (data[0] is >= 0x40 and < 0x50)
            return ChannelHeaderSize + length;

        return data[0] < 4 && (length & 3) == 0 ? StunMessage.HeaderSize + length : 0;
    }

    /// <summary>How many bytes of a stream are whole frames; -1 when there is something that is no frame.</summary>
    public static int GetWhole(ReadOnlySpan<byte> data)
    {
        int whole = 0;
        while (whole < data.Length)
        {
            int length = GetLength(data[whole..]);
            if (length == 0)
                return -1;

            int padded = (length + 3) & ~3;
            if (length < 0 || padded > data.Length - whole)
                break;

            whole += padded;
        }

        return whole;
    }

    /// <summary>
    /// Where the next frame begins. ChannelData is padded over streams, and may be over UDP (RFC 8656, section 12.5): what follows without padding
    /// begins with a channel or STUN's cookie.
    /// </summary>
    public static int GetNext(ReadOnlySpan<byte> data, int length, bool isPadded)
    {
        int padded = (length + 3) & ~3;
        if (isPadded || padded == length || length >= data.Length)
            return Math.Min(padded, data.Length);

        var rest = data[length..];
        return rest[0] is >= 0x40 and < 0x50 || StunMessage.IsStun(rest) ? length : Math.Min(padded, data.Length);
    }

    /// <summary>Makes the first bytes of a buffer ChannelData, in place; returns how many they are then, 0 when there is no room.</summary>
    public static int WrapInChannel(Span<byte> buffer, int length, ushort channel, bool isPadded)
    {
        int total = ChannelHeaderSize + (isPadded ? (length + 3) & ~3 : length);
        if (total > buffer.Length)
            return 0;

        buffer[..length].CopyTo(buffer[ChannelHeaderSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, channel);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)length);
        buffer[(ChannelHeaderSize + length)..total].Clear();
        return total;
    }

    /// <summary>Makes the first bytes of a buffer a Send indication (RFC 8656, section 11.1), in place; returns how many they are then, 0 when there is no room.</summary>
    public static int WrapInIndication(Span<byte> buffer, int length, IPEndPoint peer, StunTransactionId id)
    {
        int addressSize = StunAddress.GetSize(peer.AddressFamily);
        int before = StunMessage.HeaderSize + AttributeHeaderSize + addressSize + AttributeHeaderSize;
        int total = before + ((length + 3) & ~3);
        if (total > buffer.Length || length > ushort.MaxValue)
            return 0;

        buffer[..length].CopyTo(buffer[before..]);
        buffer[(before + length)..total].Clear();
        var writer = new StunMessageWriter(buffer[..before], StunMessageClass.Indication, id, TurnMethod.Send);
        writer.AddXorAddress(StunAttributeType.XorPeerAddress, peer);
        var data = buffer[(before - AttributeHeaderSize)..];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)StunAttributeType.Data);
        BinaryPrimitives.WriteUInt16BigEndian(data[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)(total - StunMessage.HeaderSize));
        return total;
    }
}
