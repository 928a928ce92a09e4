using System.Net.Http.Headers;
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

    /// <summary>
    /// Gets the token that says who the client's user is: of the header <c>Authorization: Bearer</c>, as .NET clients send it, which may be another one at each reconnect; else <see cref="Token"/>, since a page can give no other.
    /// </summary>
    public string AccessToken => AuthenticationHeaderValue.TryParse(HttpContext.Request.Headers.Authorization, out var header)
        && string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase) && header.Parameter is { Length: > 0 } token ? token : Token;

    /// <summary>Gets whom ASP.NET Core's authentication takes the client for; without an identity where there is none.</summary>
    public ClaimsPrincipal User => HttpContext.User;
}
