using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;
using TypedPeer.Signaling.Redis;
using TypedPeer.Signaling.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes several signalling servers one.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>Makes this server one with all that use the same Redis and prefix: ids, messages and rooms reach over all of them, and a client may come back to any.</summary>
    /// <param name="services">The application's services, to which <c>AddPeerServer</c> adds the server.</param>
    /// <param name="configuration">A connection string of StackExchange.Redis, such as <c>redis.example.org:6379,password=...</c>.</param>
    /// <param name="configure">Sets what else there is.</param>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public static IServiceCollection AddPeerServerRedis(this IServiceCollection services, string configuration, Action<RedisBackplaneOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        var parsed = ConfigurationOptions.Parse(configuration);
        services.AddOptions<RedisBackplaneOptions>().Configure(options =>
        {
            options.Configuration = parsed;
            configure?.Invoke(options);
        });
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<BackplaneMetrics>();
        services.TryAddSingleton<RedisBackplane>();
        services.AddOptions<PeerServerOptions>().Configure<RedisBackplane>(static (server, backplane) => server.Backplane = backplane);
        return services;
    }
}
