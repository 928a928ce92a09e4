using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>A client that is a WebSocket and nothing more.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly byte[] _buffer = new byte[2_000_000];

    public ClientWebSocket Socket { get; } = new();

    /// <summary>Gets the status by which the server closed.</summary>
    public WebSocketCloseStatus? CloseStatus => Socket.CloseStatus;

    public Task ConnectAsync(Uri address, string pathAndQuery) => Socket.ConnectAsync(new($"ws://{address.Authority}{pathAndQuery}"), CancellationToken.None).WaitAsync(Patience);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool isLast = true) =>
        Socket.SendAsync(bytes, type, isLast, CancellationToken.None).WaitAsync(Patience);

    /// <summary>Takes the next message; null where the server closed.</summary>
    public async Task<string?> NextOrCloseAsync()
    {
        var length = 0;
        while (true)
        {
            var piece = await Socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), CancellationToken.None).WaitAsync(Patience);
            if (piece.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            length += piece.Count;
            if (piece.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    /// <summary>Takes the next message.</summary>
    public async Task<string> NextAsync() => await NextOrCloseAsync() ?? throw new InvalidOperationException($"The server closed: {CloseStatus}.");

    /// <summary>Takes the next message's payload, which must be of a type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        var message = await NextAsync();
        var root = JsonDocument.Parse(message).RootElement;
        Assert.True(root.GetProperty("type").GetString() == type, $"{type} was expected: {message}");
        return root.TryGetProperty("payload", out var payload) ? payload : default;
    }

    /// <summary>Sends a request and takes its answer.</summary>
    public async Task<JsonElement> AskAsync(string request, string answer = "DONE")
    {
        await SendAsync(request);
        return await NextAsync(answer);
    }

    public async Task CloseAsync() => await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);

    public void Dispose() => Socket.Dispose();
}
