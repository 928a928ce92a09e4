using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Signaling.Server.Tests.Ice;

/// <summary>A NAT on loopback: what is sent to <see cref="Inside"/> leaves for one server by another port, and answers come back.</summary>
internal sealed class PortTranslator : IAsyncDisposable
{
    private readonly Socket _inside = Bind();
    private readonly Socket _outside = Bind();
    private readonly CancellationTokenSource _closing = new();
    private readonly IPEndPoint _server;
    private readonly Task _out;
    private readonly Task _back;
    private EndPoint _client = new IPEndPoint(IPAddress.Any, 0);

    public PortTranslator(IPEndPoint server)
    {
        _server = server;
        _out = OutAsync();
        _back = BackAsync();
    }

    public IPEndPoint Inside => (IPEndPoint)_inside.LocalEndPoint!;

    public IPEndPoint Outside => (IPEndPoint)_outside.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_out, _back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _inside.Dispose();
        _outside.Dispose();
        _closing.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task OutAsync()
    {
        var buffer = new byte[2048];
        while (true)
        {
            var received = await _inside.ReceiveFromAsync(buffer, _client, _closing.Token);
            Volatile.Write(ref _client, received.RemoteEndPoint);
            await _outside.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), _server, _closing.Token);
        }
    }

    private async Task BackAsync()
    {
        var buffer = new byte[2048];
        while (true)
        {
            var received = await _outside.ReceiveFromAsync(buffer, _server, _closing.Token);
            await _inside.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), Volatile.Read(ref _client), _closing.Token);
        }
    }
}
