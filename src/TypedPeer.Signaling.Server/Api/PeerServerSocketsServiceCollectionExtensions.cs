using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using TypedPeer.Signaling.Server.Sockets;

namespace TypedPeer.Signaling.Server;

/// <summary>Has clients served right on their sockets.</summary>
internal static class PeerServerSocketsServiceCollectionExtensions
{
    /// <summary>
    /// Serves the WebSockets of a path right on their sockets, and leaves all else to Kestrel: a request that is not of the plainest kind, whatever it asks for, is answered by the application as it would be without this.
    /// An application's middleware does not see clients that are served so. For endpoints without TLS.
    /// </summary>
    public static IServiceCollection AddPeerServerSockets(this IServiceCollection services, Action<SocketOptions> configure) => services
        .Configure(configure)
        .AddSingleton<IConnectionListenerFactory>(static provider => ActivatorUtilities.CreateInstance<SignalingListenerFactory>(provider, provider.GetRequiredService<PeerServer>().Driver));
}
