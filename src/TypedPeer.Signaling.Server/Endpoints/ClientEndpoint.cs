using Microsoft.AspNetCore.Http;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>A request for a WebSocket, and the connection until it is over.</summary>
internal sealed class ClientEndpoint(Reception reception)
{
    /// <summary>Serves one client.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!RequestArrival.IsWebSocket(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("This is the address of a WebSocket.").ConfigureAwait(false);
            return;
        }

        if (!Origins.IsAllowed(reception.Driver.Options, context.Request.Headers.Origin))
        {
            reception.Driver.Metrics.Refused("origin");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var (connection, isDecided) = await reception.AdmitAsync(new RequestArrival(context), context.RequestAborted).ConfigureAwait(false);
        if (connection is not null)
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        else if (!isDecided)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
