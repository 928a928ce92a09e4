using System.Net;
using System.Net.Sockets;

namespace TypedPeer.TestSupport;

/// <summary>A port of the loopback interface that was free a moment ago, for programs that cannot be told to take any.</summary>
public static class FreePort
{
    public static int Tcp() => Find(SocketType.Stream, ProtocolType.Tcp);

    public static int Udp() => Find(SocketType.Dgram, ProtocolType.Udp);

    private static int Find(SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
