using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedPeer.Signaling.Server.Tests.Protocol;

namespace TypedPeer.Signaling.Server.Tests.WebSockets;

/// <summary>A client that writes its frames itself, on a bare socket.</summary>
internal sealed class FrameClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
    private readonly NetworkStream _stream;

    private FrameClient(TestServer server)
    {
        _socket.Connect(IPAddress.Loopback, server.Address.Port);
        _stream = new NetworkStream(_socket);
    }

    /// <summary>Connects, and takes the answer to the request and OPEN.</summary>
    public static async Task<FrameClient> OpenAsync(TestServer server, string id)
    {
        var client = await RequestAsync(server, $"GET /peerjs/peerjs?key=peerjs&id={id}&token=secret HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.Ordinal);
        Assert.Equal((Frames.Text, """{"type":"OPEN"}"""), await client.NextAsync());
        return client;
    }

    /// <summary>Connects and says something.</summary>
    public static async Task<FrameClient> RequestAsync(TestServer server, string request)
    {
        var client = new FrameClient(server);
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        return client;
    }

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>Takes what stands before the first frame.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        return head.ToString();
    }

    /// <summary>Takes the next frame.</summary>
    public async Task<(int Opcode, string Payload)> NextAsync()
    {
        var header = await ReadAsync(2);
        var length = header[1] == 126 ? Convert.ToInt32(Convert.ToHexString(await ReadAsync(2)), 16) : header[1];
        return (header[0] & 0xF, Encoding.Latin1.GetString(await ReadAsync(length)));
    }

    /// <summary>Takes all that comes until the server ends the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var rest = new MemoryStream();
        await _stream.CopyToAsync(rest).WaitAsync(Patience);
        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public void Dispose() => _stream.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return bytes;
    }
}
