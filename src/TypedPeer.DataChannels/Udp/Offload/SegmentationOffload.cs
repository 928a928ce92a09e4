using System.Buffers.Binary;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp.Offload;

/// <summary>
/// Generic segmentation and receive offload of Linux (udp(7)): one system call moves many datagrams. Plain socket options, so a
/// kernel without them says no once, and everything works without.
/// </summary>
internal static class SegmentationOffload
{
    private const int SolUdp = 17;
    private const int UdpSegment = 103;
    private const int UdpGro = 104;

    /// <summary>Sets the segment size of later sends; 0 turns segmentation off. False when the system cannot.</summary>
    public static bool TrySetSegmentSize(Socket socket, int bytes) => TrySet(socket, UdpSegment, bytes);

    /// <summary>Asks for coalesced receives.</summary>
    public static bool TryEnableReceive(Socket socket) => TrySet(socket, UdpGro, 1);

    private static bool TrySet(Socket socket, int option, int value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[sizeof(int)];
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        }

        try
        {
            socket.SetRawSocketOption(SolUdp, option, bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
