using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TypedPeer;
using TypedPeer.Hosting;
using TypedPeer.Hosting.Configuration;
using TypedPeer.Hosting.Hosted;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds TypedPeer to an application's services.</summary>
public static class TypedPeerServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="PeerSessionFactory"/>, which starts sessions that serve what the returned builder is told, with logs,
    /// traces and metrics, and that a host stops before any of its services. Services in the scope of a
    /// call may ask for its <see cref="PeerCallContext"/>, which has session, user and items. Options are <see cref="PeerSessionOptions"/>, bound and validated like any others.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; more may be set, or bound to a configuration, by the usual means.</param>
    public static TypedPeerBuilder AddTypedPeer(this IServiceCollection services, Action<PeerSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static services => new PeerSessionFactory(services, Options.Options.DefaultName));
        return Add(services, Options.Options.DefaultName, configure);
    }

    /// <summary>
    /// Adds sessions of another kind beside those without a name: with options, contracts, interceptors and listeners of their own. Their
    /// <see cref="PeerSessionFactory"/> is the service whose key is the name, and their options are those of the name.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name. Adding it again adds to what it has.</param>
    /// <param name="configure">Sets options; more may be set, or bound to a configuration, by the usual means.</param>
    public static TypedPeerBuilder AddTypedPeer(this IServiceCollection services, string name, Action<PeerSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.TryAddKeyedSingleton(name, static (services, key) => new PeerSessionFactory(services, (string)key!));
        return Add(services, name, configure);
    }

    private static TypedPeerBuilder Add(IServiceCollection services, string name, Action<PeerSessionOptions>? configure)
    {
        var options = services.AddOptions<PeerSessionOptions>(name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PeerSessionOptions>, PeerSessionOptionsValidator>());
        services.AddLogging();

        // The session is found in it. A service that is the session itself would be disposed with the call's scope.
        services.TryAddScoped(static _ => PeerCallContext.Current
            ?? throw new InvalidOperationException($"A {nameof(PeerCallContext)} is there for services of a call only: none is being handled."));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PeerSessionService>());
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationInstance is PeerSessionName known && known.Name == name))
        {
            services.AddSingleton(new PeerSessionName(name));
        }

        return new TypedPeerBuilder(services, name);
    }
}
