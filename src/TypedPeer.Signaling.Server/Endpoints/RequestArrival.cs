using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebSockets;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>A client that arrives by a request of ASP.NET Core.</summary>
internal sealed class RequestArrival(HttpContext context) : Arrival
{
    public override string Id { get; } = context.Request.Query["id"].ToString();

    public override string Token { get; } = context.Request.Query["token"].ToString();

    public override string Key { get; } = context.Request.Query["key"].ToString();

    public override bool WantsAdditions { get; } = context.Request.Query["typedpeer"] == "1";

    public override ClaimsPrincipal User => context.User;

    public override IPAddress? Address => context.Connection.RemoteIpAddress;

    public override HttpContext Context => context;

    /// <summary>Says whether a request asks for a WebSocket (RFC 6455, section 4.2.1; RFC 8441, section 5).</summary>
    public static bool IsWebSocket(HttpContext context)
    {
        if (FindReplacement(context) is { } replacement)
        {
            return replacement.IsWebSocketRequest;
        }

        var headers = context.Request.Headers;
        if (headers.SecWebSocketVersion != Handshake.Version)
        {
            return false;
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
        }

        return HttpMethods.IsGet(context.Request.Method)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketKey is [{ } key] && Handshake.IsKey(Encoding.UTF8.GetBytes(key));
    }

    public override async ValueTask<IByteStream> AcceptAsync()
    {
        // It lasts for as long as the client is there.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (FindReplacement(context) is { } replacement)
        {
            return new FramedWebSocket(await replacement.AcceptAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero }).ConfigureAwait(false));
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return new UpgradedStream(context, await connect.AcceptAsync().ConfigureAwait(false));
        }

        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Prove(context.Request.Headers.SecWebSocketKey.ToString());
        return new UpgradedStream(context, await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false));
    }

    /// <summary>Finds what the application, or a server that cannot upgrade, has for WebSockets; what ASP.NET Core's middleware has over an upgrade is done better here.</summary>
    private static IHttpWebSocketFeature? FindReplacement(HttpContext context) =>
        context.Features.Get<IHttpWebSocketFeature>() is { } feature && feature.GetType().Assembly != typeof(WebSocketMiddleware).Assembly ? feature : null;

    private static string Prove(string key)
    {
        Span<byte> proof = stackalloc byte[Handshake.ProofLength];
        Handshake.Prove(Encoding.ASCII.GetBytes(key), proof);
        return Encoding.ASCII.GetString(proof);
    }
}
