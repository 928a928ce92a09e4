using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>A STUN server on a loopback address that tells everybody the same, as if there were a translator on the way.</summary>
internal sealed class LocalStunServer : IDisposable
{
    private readonly Socket _socket;
    private readonly IPEndPoint _seenAs;

    public LocalStunServer(IPAddress address, IPEndPoint seenAs)
    {
        _seenAs = seenAs;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _ = ServeAsync();
    }

    public int Port { get; }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[2048];
        var answer = new byte[200];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(_seenAs.Address, 0));
                if (StunMessage.TryParse(buffer.AsSpan(0, received.ReceivedBytes), out var request))
                {
                    var writer = new StunMessageWriter(answer, StunMessageClass.SuccessResponse, request.TransactionId);
                    writer.AddXorMappedAddress(_seenAs);
                    writer.AddFingerprint();
                    var length = writer.Length;
                    _socket.SendTo(answer.AsSpan(0, length), received.RemoteEndPoint);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }
}
