using Microsoft.Extensions.DependencyInjection.Extensions;
using TypedPeer.Signaling.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a signalling server to an application's services.</summary>
public static class PeerServerServiceCollectionExtensions
{
    /// <summary>Adds <see cref="PeerServer"/>, which <c>MapPeerServer</c> gives an address.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; more may be set, or bound to a configuration, by the usual means.</param>
    public static IServiceCollection AddPeerServer(this IServiceCollection services, Action<PeerServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<PeerServerOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton<PeerServer>();
        return services;
    }
}
