using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The twelve bytes in front of every fragment of a handshake message (RFC 6347 section 4.2.2).</summary>
/// <param name="Type">The message.</param>
/// <param name="Length">The length of the whole message's body.</param>
/// <param name="MessageSequence">The number of the message.</param>
/// <param name="FragmentOffset">Where this fragment begins.</param>
/// <param name="FragmentLength">How long it is.</param>
internal readonly record struct HandshakeHeader(HandshakeType Type, int Length, ushort MessageSequence, int FragmentOffset, int FragmentLength)
{
    /// <summary>The length of the header.</summary>
    public const int Size = 12;

    /// <summary>Reads a header; false if it is cut short or the fragment does not lie inside the message and the payload.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out HandshakeHeader header)
    {
        header = default;
        if (payload.Length < Size)
        {
            return false;
        }

        header = new HandshakeHeader(
            (HandshakeType)payload[0],
            ReadUInt24(payload[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[4..]),
            ReadUInt24(payload[6..]),
            ReadUInt24(payload[9..]));
        return header.FragmentLength <= payload.Length - Size
            && header.FragmentOffset <= header.Length
            && header.FragmentLength <= header.Length - header.FragmentOffset;
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Type;
        WriteUInt24(destination[1..], Length);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], MessageSequence);
        WriteFragment(destination, FragmentOffset, FragmentLength);
    }

    /// <summary>Changes which part of the message a written header stands for.</summary>
    public static void WriteFragment(Span<byte> header, int offset, int length)
    {
        WriteUInt24(header[6..], offset);
        WriteUInt24(header[9..], length);
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];

    private static void WriteUInt24(Span<byte> bytes, int value)
    {
        bytes[0] = (byte)(value >> 16);
        bytes[1] = (byte)(value >> 8);
        bytes[2] = (byte)value;
    }
}
