using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TypedPeer.Server.Tests;

/// <summary>A client that is a WebSocket and nothing more.</summary>
internal sealed class Joined : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[65_536];

    private Joined(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    /// <summary>Connects, and takes what the server says first.</summary>
    public static async Task<(Joined Client, JsonElement First)> JoinAsync(Uri server, string id, string token = "any", string key = "peerjs", bool additions = true, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        var address = new UriBuilder(new Uri(server, "peerjs"))
        {
            Scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
            Query = $"key={key}&id={Uri.EscapeDataString(id)}&token={Uri.EscapeDataString(token)}&version=1.5.5{(additions ? "&typedpeer=1" : "")}",
        };
#pragma warning disable CA5359 // The certificate is the test's own.
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } });
#pragma warning restore CA5359
        await socket.ConnectAsync(address.Uri, invoker, CancellationToken.None).WaitAsync(Patience);
        var client = new Joined(socket);
        return (client, await client.NextAsync());
    }

    public async Task<JsonElement> NextAsync()
    {
        var received = await Socket.ReceiveAsync(_buffer, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(WebSocketMessageType.Text, received.MessageType);
        return JsonDocument.Parse(Encoding.UTF8.GetString(_buffer, 0, received.Count)).RootElement;
    }

    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        while ((await Socket.ReceiveAsync(_buffer, CancellationToken.None).WaitAsync(Patience)).MessageType != WebSocketMessageType.Close)
        {
        }

        return Socket.CloseStatus;
    }

    public Task SendAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(Patience);

    public void Dispose() => Socket.Dispose();
}
