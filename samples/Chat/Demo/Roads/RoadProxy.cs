using System.Net.WebSockets;

namespace TypedPeer.Samples.Chat.Demo.Roads;

/// <summary>Stands before the signalling server of a demonstration, and changes what its messages say on their way to the members.</summary>
internal sealed class RoadProxy(Uri server, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change)
{
    /// <summary>More no message of signalling has.</summary>
    private const int MaxMessage = 256 * 1024;

    public async Task RunAsync(HttpContext context, CancellationToken stopped)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopped);
        using var inner = new ClientWebSocket();
        await inner.ConnectAsync(new Uri($"ws://{server.Authority}{context.Request.Path}{context.Request.QueryString}"), ended.Token);
        using var outer = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await Task.WhenAny(
                PassAsync(inner, outer, change, ended.Token),
                PassAsync(outer, inner, static message => message, ended.Token));
        }
        finally
        {
            // Either end's end is the other's.
            await ended.CancelAsync();
        }
    }

    private static async Task PassAsync(WebSocket from, WebSocket to, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxMessage];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await from.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += received.Count;
                }
                while (!received.EndOfMessage && length < MaxMessage);

                if (received.MessageType == WebSocketMessageType.Close || !received.EndOfMessage)
                {
                    await to.CloseOutputAsync(from.CloseStatus ?? WebSocketCloseStatus.EndpointUnavailable, from.CloseStatusDescription, cancellationToken);
                    return;
                }

                await to.SendAsync(change(buffer.AsMemory(0, length)), received.MessageType, endOfMessage: true, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // One that vanished is gone for the other, too.
        }
    }
}
