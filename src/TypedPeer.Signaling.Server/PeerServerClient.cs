using System.Net;
using System.Security.Claims;

namespace TypedPeer.Signaling.Server;

/// <summary>A client of the server, as its events tell of it.</summary>
public sealed class PeerServerClient
{
    internal PeerServerClient(string id, ClaimsPrincipal user, IPAddress? remoteAddress)
    {
        Id = id;
        User = user;
        RemoteAddress = remoteAddress;
    }

    /// <summary>Gets its id.</summary>
    public string Id { get; }

    /// <summary>Gets whom ASP.NET Core's authentication takes it for; without an identity where there is none.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>Gets its address: behind a proxy the client's own where forwarded headers are used; null where there is none.</summary>
    public IPAddress? RemoteAddress { get; }
}
