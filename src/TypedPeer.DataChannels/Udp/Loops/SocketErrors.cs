using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>What Linux numbers, in the words of .NET.</summary>
internal static class SocketErrors
{
    /// <summary>An error of a receive.</summary>
    public static SocketException Of(int error) => new((int)Translate(error), Marshal.GetPInvokeErrorMessage(error));

    private static SocketError Translate(int error) => error switch
    {
        12 or 105 => SocketError.NoBufferSpaceAvailable,
        90 => SocketError.MessageSize,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
