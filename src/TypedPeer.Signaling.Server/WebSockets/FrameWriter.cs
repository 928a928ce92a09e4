using System.Buffers.Binary;

namespace TypedPeer.Signaling.Server.WebSockets;

/// <summary>The frames a server sends: whole messages, not masked, never compressed.</summary>
internal static class FrameWriter
{
    public const int Text = 1;
    public const int Close = 8;
    public const int Pong = 10;

    /// <summary>The most that stands before a payload.</summary>
    public const int MaxHeader = 10;

    private const int Final = 0x80;
    private const int SixteenBits = 126;
    private const int SixtyFourBits = 127;

    /// <summary>Says how much stands before the payload of such a frame.</summary>
    public static int HeaderLength(ReadOnlySpan<byte> frame) => frame[1] switch { SixteenBits => 4, SixtyFourBits => MaxHeader, _ => 2 };

    /// <summary>Writes what stands before a payload, right before it.</summary>
    /// <param name="room">Where it ends: at the end of these bytes, of which there are <see cref="MaxHeader"/>.</param>
    /// <param name="opcode">What the frame is.</param>
    /// <param name="length">How long the payload is.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int WriteHeader(Span<byte> room, int opcode, int length)
    {
        var size = length < SixteenBits ? 2 : length <= ushort.MaxValue ? 4 : MaxHeader;
        var header = room[^size..];
        header[0] = (byte)(Final | opcode);
        switch (size)
        {
            case 2:
                header[1] = (byte)length;
                break;
            case 4:
                header[1] = SixteenBits;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
                break;
            default:
                header[1] = SixtyFourBits;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)length);
                break;
        }

        return size;
    }
}
