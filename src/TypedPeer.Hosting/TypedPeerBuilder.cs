using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TypedPeer.Hosting;

/// <summary>Says what the application's sessions serve.</summary>
public sealed class TypedPeerBuilder
{
    internal TypedPeerBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Serves a contract. With <see cref="ServiceLifetime.Scoped"/> or <see cref="ServiceLifetime.Transient"/> every call gets a
    /// scope of its own, disposed when the call and its streams have ended; with <see cref="ServiceLifetime.Singleton"/> one object
    /// serves every session.
    /// </summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Serve<TContract, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class, IPeerContract<TContract>
        where TImplementation : class, TContract
    {
        Services.TryAdd(new ServiceDescriptor(typeof(TImplementation), typeof(TImplementation), lifetime));
        Services.AddSingleton(lifetime == ServiceLifetime.Singleton
            ? new PeerServing((builder, services) => builder.Serve(services.GetRequiredService<TImplementation>() as IPeerContract<TContract>
                ?? throw new InvalidOperationException($"{typeof(TImplementation)} does not implement {typeof(TContract)}.")))
            : new PeerServing(static (builder, services) => builder.ServePerCall<TContract>(() => Rent<TImplementation>(services))));
        return this;
    }

    /// <summary>Binds <see cref="PeerSessionOptions"/> to a section of the configuration.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Configure(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<PeerSessionOptions>>(new PeerSessionOptionsBinding(section));
        return this;
    }

    /// <summary>Adds an interceptor around the calls of peers; made once by the container.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder AddIncomingInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : PeerInterceptor
    {
        Services.TryAddSingleton<TInterceptor>();
        Services.AddSingleton(new PeerIntercepting(static services => services.GetRequiredService<TInterceptor>(), IsIncoming: true));
        return this;
    }

    /// <summary>Adds an interceptor around the calls the application makes; made once by the container.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder AddOutgoingInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : PeerInterceptor
    {
        Services.TryAddSingleton<TInterceptor>();
        Services.AddSingleton(new PeerIntercepting(static services => services.GetRequiredService<TInterceptor>(), IsIncoming: false));
        return this;
    }

    private static PeerInstance Rent<TImplementation>(IServiceProvider services)
        where TImplementation : class
    {
        var scope = services.CreateAsyncScope();
        try
        {
            return new(scope.ServiceProvider.GetRequiredService<TImplementation>(), scope);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }
}

/// <summary>One contract an application serves.</summary>
internal sealed record PeerServing(Action<PeerSessionBuilder, IServiceProvider> Serve);

/// <summary>One interceptor of an application.</summary>
internal sealed record PeerIntercepting(Func<IServiceProvider, PeerInterceptor> Create, bool IsIncoming);
