using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Which local address the system would send from.</summary>
internal static class RouteFinder
{
    /// <summary>Finds the local address from which a destination is reached; null when there is no way. Nothing is sent.</summary>
    public static IPAddress? FindLocal(IPEndPoint destination)
    {
        try
        {
            using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(destination);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            // Unreachable, or a family that the system does not have.
            return null;
        }
    }
}
