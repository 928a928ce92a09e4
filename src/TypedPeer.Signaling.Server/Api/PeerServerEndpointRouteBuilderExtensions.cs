using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TypedPeer.Signaling.Server;
using TypedPeer.Signaling.Server.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps a signalling server into an application.</summary>
public static class PeerServerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the routes of PeerServer: <c>{pattern}/</c>, <c>{pattern}/{key}/id</c>, <c>{pattern}/{key}/peers</c>, and <c>{pattern}/peerjs</c> for the WebSocket. <c>UseWebSockets</c> is not needed.
    /// </summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Where: the <c>path</c> of a PeerJS client, such as "/" or "/peerjs".</param>
    /// <returns>What conventions are added to, such as <c>RequireAuthorization</c> and <c>RequireCors</c>: they hold for all these routes.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPeerServer</c> was not called.</exception>
    public static IEndpointConventionBuilder MapPeerServer(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var server = endpoints.ServiceProvider.GetService<PeerServer>()
            ?? throw new InvalidOperationException("The services of the signalling server are missing: call 'builder.Services.AddPeerServer()' before.");
        var http = new HttpEndpoints(server.Driver);
        var client = new ClientEndpoint(new(server.Driver));
        var group = endpoints.MapGroup(pattern);
        group.Map("/", (RequestDelegate)http.AboutAsync).WithDisplayName("PeerServer");
        group.Map("/{key}/id", (RequestDelegate)http.IdAsync).WithDisplayName("PeerServer id");
        group.Map("/{key}/peers", (RequestDelegate)http.PeersAsync).WithDisplayName("PeerServer peers");
        group.Map("/peerjs", (RequestDelegate)client.InvokeAsync).WithDisplayName("PeerServer client");
        return group;
    }
}
