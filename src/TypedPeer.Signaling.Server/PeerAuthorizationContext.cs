using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace TypedPeer.Signaling.Server;

/// <summary>Who asks to be whom.</summary>
public sealed class PeerAuthorizationContext
{
    internal PeerAuthorizationContext(HttpContext httpContext, string id, string token)
    {
        HttpContext = httpContext;
        Id = id;
        Token = token;
    }

    /// <summary>Gets the request for the WebSocket: its headers, cookies, address and services.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the id that the client asks for.</summary>
    public string Id { get; }

    /// <summary>
    /// Gets the token that the client gave. PeerJS makes a random one where the page gives none; it proves at a reconnect that the client is the same. Compare secrets with
    /// <see cref="System.Security.Cryptography.CryptographicOperations.FixedTimeEquals"/>.
    /// </summary>
    public string Token { get; }

    /// <summary>Gets whom ASP.NET Core's authentication takes the client for; without an identity where there is none.</summary>
    public ClaimsPrincipal User => HttpContext.User;
}
