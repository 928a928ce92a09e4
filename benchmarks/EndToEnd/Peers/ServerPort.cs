using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>The port of a server from elsewhere, which is told where to listen and not asked.</summary>
internal static class ServerPort
{
    /// <summary>How long until a server that is not there yet is asked again: what they print when they listen goes nowhere, so that they are asked.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Finds a port of loopback that nobody has at the moment.</summary>
    public static IPEndPoint FindFree()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Waits until a process takes connections there; false when it ended without.</summary>
    public static async Task<bool> ListensAsync(Process process, IPEndPoint address)
    {
        while (!process.HasExited)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(address);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause);
            }
        }

        return false;
    }
}
