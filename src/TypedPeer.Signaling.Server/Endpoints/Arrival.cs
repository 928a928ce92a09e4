using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>A request for a WebSocket that is in order: what the client says of itself, and how it gets in.</summary>
internal abstract class Arrival
{
    /// <summary>Gets the id that the client asks for.</summary>
    public abstract string Id { get; }

    /// <summary>Gets its token.</summary>
    public abstract string Token { get; }

    /// <summary>Gets the server's key that it names.</summary>
    public abstract string Key { get; }

    /// <summary>Gets whether it knows what PeerServer does not have.</summary>
    public abstract bool WantsAdditions { get; }

    /// <summary>Gets whom authentication takes it for.</summary>
    public abstract ClaimsPrincipal User { get; }

    /// <summary>Gets its address.</summary>
    public abstract IPAddress? Address { get; }

    /// <summary>Gets the request, for the application.</summary>
    public abstract HttpContext Context { get; }

    /// <summary>Makes a WebSocket of it; once.</summary>
    public abstract ValueTask<IByteStream> AcceptAsync();
}
