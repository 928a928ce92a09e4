using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>A request for a WebSocket: who may come in, and the connection until it is over.</summary>
internal sealed class ClientEndpoint(SignalingDriver driver)
{
    /// <summary>The longest token, in characters: a JWT with many claims is below.</summary>
    private const int MaxToken = 4096;

    /// <summary>How long a client that is refused may take to read why.</summary>
    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(5);

    private readonly PeerServerOptions _options = driver.Options;

    /// <summary>Serves one client.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("This is the address of a WebSocket.").ConfigureAwait(false);
            return;
        }

        if (!Origins.IsAllowed(_options, context.Request))
        {
            driver.Metrics.Refused("origin");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var query = context.Request.Query;
        string id = query["id"].ToString(), token = query["token"].ToString();
        var wantsAdditions = query["typedpeer"] == "1";
        if (await RefusalAsync(context, id, token, query["key"].ToString()).ConfigureAwait(false) is { } refusal)
        {
            await RefuseAsync(context, id, wantsAdditions, refusal).ConfigureAwait(false);
            return;
        }

        var hash = TokenHash.Of(token);
        var name = driver.Link is null ? null : Guid.NewGuid().ToString("N");
        PeerRegistration? registration = null;
        if (driver.Link is { } link)
        {
            registration = await link.RegisterAsync(id, name!, hash, context.RequestAborted).ConfigureAwait(false);
            if (registration is null)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            if (!registration.IsAccepted)
            {
                await RefuseAsync(context, id, wantsAdditions, Refusal.IdTaken).ConfigureAwait(false);
                return;
            }
        }

        var isIn = false;
        try
        {
            isIn = await EnterAsync(context, id, hash, wantsAdditions, name, registration).ConfigureAwait(false);
        }
        finally
        {
            if (!isIn && name is not null)
            {
                await driver.Link!.UnregisterAsync(id, name).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Serves a client that may come in.</summary>
    /// <returns>False where there was no room for it.</returns>
    private async Task<bool> EnterAsync(HttpContext context, string id, TokenHash hash, bool wantsAdditions, string? name, PeerRegistration? registration)
    {
        var open = wantsAdditions
            ? RoomMessages.Open(id, _options.HeartbeatInterval, _options.Limits.MaxMessageBytes, await AskIceServersAsync(context, id).ConfigureAwait(false))
            : ServerMessages.Open;
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        var info = new PeerServerClient(id, context.User, context.Connection.RemoteIpAddress);
        using var connection = new ClientConnection(driver, socket, info, wantsAdditions, () => AskIceServersAsync(context, id));
        var outcome = driver.Connect(id, hash, connection, open, name, registration);
        open.Release();
        if (outcome is ConnectOutcome.Opened)
        {
            await ServeAsync(connection).ConfigureAwait(false);
            return true;
        }

        await RefuseAsync(socket, info, wantsAdditions, outcome is ConnectOutcome.Full ? Refusal.ServerFull : Refusal.IdTaken).ConfigureAwait(false);
        return false;
    }

    private static Task<WebSocket> AcceptAsync(HttpContext context) =>
        // Compression holds a window for each client, and what travels here does not shrink by much; heartbeats are the client's.
        context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero, DangerousEnableCompression = false });

    private async Task ServeAsync(ClientConnection connection)
    {
        driver.Metrics.Connected();
        SignalingLog.Connected(driver.Logger, connection.Id);
        driver.Events.RaiseConnected(connection.Info);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            driver.Disconnect(connection);
            driver.OnEnded(connection);
        }
    }

    private async ValueTask<Refusal?> RefusalAsync(HttpContext context, string id, string token, string key)
    {
        if (id.Length == 0 || token.Length == 0 || key.Length == 0)
        {
            return Refusal.Incomplete;
        }

        if (!string.Equals(key, _options.Key, StringComparison.Ordinal))
        {
            return Refusal.InvalidKey;
        }

        if (!PeerId.IsValid(id) || _options.IdPattern?.IsMatch(id) is false)
        {
            return Refusal.InvalidId;
        }

        if (token.Length > MaxToken)
        {
            return Refusal.InvalidToken;
        }

        if (_options.Authorize is not { } authorize)
        {
            return null;
        }

        try
        {
            return await authorize(new(context, id, token)).ConfigureAwait(false) switch
            {
                PeerAuthorizationResult.Allowed => null,
                PeerAuthorizationResult.TokenRefused => Refusal.InvalidToken,
                _ => Refusal.NotAuthorized,
            };
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged, and nobody gets in by it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.AuthorizeFailed(driver.Logger, id, exception);
            return Refusal.NotAuthorized;
        }
    }

    private async ValueTask<PeerIceServers?> AskIceServersAsync(HttpContext context, string id)
    {
        if (_options.IceServers is not { } ask)
        {
            return null;
        }

        try
        {
            return await ask(new(context, id)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged, and the client does without.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.IceServersFailed(driver.Logger, id, exception);
            return null;
        }
    }

    private async Task RefuseAsync(HttpContext context, string id, bool wantsAdditions, Refusal refusal)
    {
        using var socket = await AcceptAsync(context).ConfigureAwait(false);

        // What a stranger calls itself does not go into a log at any length.
        var info = new PeerServerClient(PeerId.IsValid(id) ? id : "?", context.User, context.Connection.RemoteIpAddress);
        await RefuseAsync(socket, info, wantsAdditions, refusal).ConfigureAwait(false);
    }

    private async Task RefuseAsync(WebSocket socket, PeerServerClient client, bool wantsAdditions, Refusal refusal)
    {
        driver.Metrics.Refused(refusal.Code);
        SignalingLog.Refused(driver.Logger, client.Id, client.RemoteAddress?.ToString() ?? "?", refusal.Code);
        driver.Events.RaiseClientFailed(client, refusal.Code);
        using var timeout = new CancellationTokenSource(RefusalTimeout, driver.Time);
        var message = refusal.Write(wantsAdditions);
        try
        {
            await socket.SendAsync(message.Memory, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, timeout.Token).ConfigureAwait(false);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            SignalingLog.ConnectionLost(driver.Logger, client.Id, exception.Message);
            socket.Abort();
        }

        message.Release();
    }
}
