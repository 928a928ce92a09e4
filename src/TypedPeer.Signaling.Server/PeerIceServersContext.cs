using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace TypedPeer.Signaling.Server;

/// <summary>Which client is to be told ICE servers.</summary>
/// <param name="httpContext">The request for the WebSocket.</param>
/// <param name="id">The client's id.</param>
public sealed class PeerIceServersContext(HttpContext httpContext, string id)
{
    /// <summary>Gets the request for the client's WebSocket: the address it came to, and the services.</summary>
    public HttpContext HttpContext { get; } = httpContext;

    /// <summary>Gets the client's id.</summary>
    public string Id { get; } = id;

    /// <summary>Gets whom ASP.NET Core's authentication takes the client for.</summary>
    public ClaimsPrincipal User => HttpContext.User;
}
