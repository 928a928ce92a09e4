using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Samples.Chat.Demo.Roads;

/// <summary>Where one peer's port is reached by the others: each of them gets a socket towards that port, as behind a translator of addresses.</summary>
internal sealed class RoadGate : IDisposable
{
    private readonly ConcurrentDictionary<IPEndPoint, UdpClient> _others = new();
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Road _road;
    private readonly IPEndPoint _peer;

    public RoadGate(Road road, IPEndPoint peer)
    {
        (_road, _peer) = (road, peer);
        _socket.Client.ReceiveBufferSize = 1 << 20;
        _ = RunAsync(_socket, received => (OtherOf(received.RemoteEndPoint), _peer));
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    public void Dispose()
    {
        _socket.Dispose();
        foreach (var other in _others.Values)
        {
            other.Dispose();
        }
    }

    private UdpClient OtherOf(IPEndPoint address) => _others.GetOrAdd(address, from =>
    {
        var made = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        made.Client.ReceiveBufferSize = 1 << 20;
        _ = RunAsync(made, _ => (_socket, from));
        return made;
    });

    private async Task RunAsync(UdpClient from, Func<UdpReceiveResult, (UdpClient Socket, IPEndPoint To)> route)
    {
        while (true)
        {
            try
            {
                var received = await from.ReceiveAsync();
                if (_road.Pass())
                {
                    var (socket, to) = route(received);
                    await socket.SendAsync(received.Buffer, to);
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // A peer that is gone.
            }
        }
    }
}
