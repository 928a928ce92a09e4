using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TypedPeer.Signaling.Server;
using TypedPeer.Signaling.Server.Ice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What clients are told of ICE servers, and a STUN port of the application's own.</summary>
public static class IceServiceCollectionExtensions
{
    /// <summary>Tells clients of STUN and TURN servers; each gets TURN credentials of its own, which expire.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Names the servers and the secret.</param>
    public static IServiceCollection AddIceServers(this IServiceCollection services, Action<IceServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        return services.AddProvider();
    }

    /// <summary>
    /// Answers STUN (RFC 8489: Binding and nothing else) on a UDP port of its own, from the start of the application to its end, and tells clients that join of it.
    /// It keeps no state, checks no one, and never answers with more than 2.2 times the bytes that came.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the address, the port, and what clients are told.</param>
    public static IServiceCollection AddStunPort(this IServiceCollection services, Action<StunPortOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddMetrics();
        services.TryAddSingleton<StunPortStatistics>();
        if (services.All(static service => service.ServiceType != typeof(StunPortService)))
        {
            services.AddSingleton<StunPortService>();
            services.AddHostedService(static provider => provider.GetRequiredService<StunPortService>());
        }

        return services.AddProvider();
    }

    private static IServiceCollection AddProvider(this IServiceCollection services)
    {
        services.AddOptions<StunPortOptions>();
        services.AddOptions<IceServerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IceServerOptions>, IceServerOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConfiguredIceServers>();
        // Where the application decides by itself it has set the option, and its word stands.
        services.AddOptions<PeerServerOptions>().PostConfigure<ConfiguredIceServers>(static (options, configured) => options.IceServers ??= configured.GetAsync);
        return services;
    }
}
