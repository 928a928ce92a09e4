using System.Buffers.Binary;

namespace TypedPeer.Signaling.Server.Tests.WebSockets;

/// <summary>Frames as a client writes them.</summary>
internal static class Frames
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private static readonly byte[] Mask = [0x12, 0xC3, 0x55, 0x81];

    public static byte[] Of(int opcode, ReadOnlySpan<byte> payload, bool isFinal = true)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : payload.Length <= ushort.MaxValue ? [0xFE, 0, 0] : [0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        if (length.Length == 3)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)payload.Length);
        }
        else if (length.Length == 9)
        {
            BinaryPrimitives.WriteInt64BigEndian(length.AsSpan(1), payload.Length);
        }

        byte[] frame = [(byte)((isFinal ? 0x80 : 0) | opcode), .. length, .. Mask, .. payload];
        for (var i = 0; i < payload.Length; i++)
        {
            frame[frame.Length - payload.Length + i] ^= Mask[i % 4];
        }

        return frame;
    }
}
