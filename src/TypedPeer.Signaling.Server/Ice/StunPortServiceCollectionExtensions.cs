using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TypedPeer.Signaling.Server.Ice;

namespace TypedPeer.Signaling.Server;

/// <summary>The STUN port in an application.</summary>
public static class StunPortServiceCollectionExtensions
{
    /// <summary>
    /// Answers STUN (RFC 8489: Binding and nothing else) on a UDP port of its own, from the start of the application to its end, and tells clients that join of it.
    /// It keeps no state, checks no one, and never answers with more than 2.2 times the bytes that came.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the address, the port, and what clients are told.</param>
    public static IServiceCollection AddStunPort(this IServiceCollection services, Action<StunPortOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StunPortOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StunPortStatistics>();
        if (services.All(static service => service.ServiceType != typeof(StunPortService)))
        {
            services.AddSingleton<StunPortService>();
            services.AddHostedService(static provider => provider.GetRequiredService<StunPortService>());
        }

        return services;
    }
}
