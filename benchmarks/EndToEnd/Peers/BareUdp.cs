using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>The floor: an asynchronous ping-pong of two plain UDP sockets in two processes, without any protocol.</summary>
internal static class BareUdp
{
    /// <summary>Prints its port and sends everything back until its standard input ends.</summary>
    public static async Task EchoAsync()
    {
        using var socket = Bind();
        Console.WriteLine(((IPEndPoint)socket.LocalEndPoint!).Port);
        using var stop = new CancellationTokenSource();
        var echo = EchoAsync(socket, stop.Token);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Only the end of the input counts.
        }

        await stop.CancelAsync();
        await echo;
    }

    /// <summary>Measures round trips in microseconds and returns their median.</summary>
    public static async Task<double> PingPongAsync(int port, int size, int count)
    {
        using var socket = Bind();
        var remote = new IPEndPoint(IPAddress.Loopback, port).Serialize();
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var payload = new byte[size];
        var buffer = new byte[2048];
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendToAsync(payload, SocketFlags.None, remote);
            await socket.ReceiveFromAsync(buffer, SocketFlags.None, from);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[count / 2];
    }

    private static async Task EchoAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[2048];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        try
        {
            while (true)
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, stop);
                await socket.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, from, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The parent has all its figures.
        }
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
