using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TypedPeer;
using TypedPeer.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds TypedPeer to an application's services.</summary>
public static class TypedPeerServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="PeerSessionFactory"/>, which starts sessions that serve what the returned builder is told, with logs,
    /// traces and metrics. Services in the scope of a call may ask for its <see cref="PeerCallContext"/>, which has session, user and items. Options are <see cref="PeerSessionOptions"/>, bound and validated like any others.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; more may be set, or bound to a configuration, by the usual means.</param>
    public static TypedPeerBuilder AddTypedPeer(this IServiceCollection services, Action<PeerSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<PeerSessionOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PeerSessionOptions>, PeerSessionOptionsValidator>());
        services.TryAddSingleton<PeerSessionFactory>();

        // The session is found in it. A service that is the session itself would be disposed with the call's scope.
        services.TryAddScoped(static _ => PeerCallContext.Current
            ?? throw new InvalidOperationException($"A {nameof(PeerCallContext)} is there for services of a call only: none is being handled."));
        return new TypedPeerBuilder(services);
    }
}
