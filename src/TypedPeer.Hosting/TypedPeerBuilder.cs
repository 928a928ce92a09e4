using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TypedPeer.Hosting.Authorization;
using TypedPeer.Hosting.Configuration;
using TypedPeer.Hosting.Hosted;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting;

/// <summary>Says what the application's sessions serve.</summary>
public sealed class TypedPeerBuilder
{
    /// <summary>The container calls the constructors; the methods are there to be looked at for attributes.</summary>
    private const DynamicallyAccessedMemberTypes Implementation =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    internal TypedPeerBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>Gets the name of the sessions this is about; empty for those without one.</summary>
    public string Name { get; }

    /// <summary>Gets the application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Serves a contract. With <see cref="ServiceLifetime.Scoped"/> or <see cref="ServiceLifetime.Transient"/> every call gets a
    /// scope of its own, disposed when the call and its streams have ended; with <see cref="ServiceLifetime.Singleton"/> one object
    /// serves every session.
    /// </summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="TImplementation"/> carries ASP.NET Core's authorization attributes, which nobody would ask: calls come by the contract, and <see cref="PeerAuthorizeAttribute"/> belongs there.</exception>
    public TypedPeerBuilder Serve<TContract, [DynamicallyAccessedMembers(Implementation)] TImplementation>(
        ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class, IPeerContract<TContract>
        where TImplementation : class, TContract
    {
        ForeignAuthorization.Refuse(typeof(TImplementation), typeof(TContract));
        Services.TryAdd(new ServiceDescriptor(typeof(TImplementation), typeof(TImplementation), lifetime));
        Services.AddSingleton(lifetime == ServiceLifetime.Singleton
            ? new PeerServing(Name, (builder, services) => builder.Serve(services.GetRequiredService<TImplementation>() as IPeerContract<TContract>
                ?? throw new InvalidOperationException($"{typeof(TImplementation)} does not implement {typeof(TContract)}.")))
            : new PeerServing(Name, static (builder, services) => builder.ServePerCall<TContract>(() => Rent<TImplementation>(services))));
        return this;
    }

    /// <summary>Binds <see cref="PeerSessionOptions"/> to a section of the configuration.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Configure(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<PeerSessionOptions>>(new PeerSessionOptionsBinding(Name, section));
        return this;
    }

    /// <summary>Adds an interceptor around the calls of peers; made once by the container.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder AddIncomingInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : PeerInterceptor
    {
        Services.TryAddSingleton<TInterceptor>();
        Services.AddSingleton(new PeerIntercepting(Name, static services => services.GetRequiredService<TInterceptor>(), IsIncoming: true));
        return this;
    }

    /// <summary>Adds an interceptor around the calls the application makes; made once by the container.</summary>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder AddOutgoingInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : PeerInterceptor
    {
        Services.TryAddSingleton<TInterceptor>();
        Services.AddSingleton(new PeerIntercepting(Name, static services => services.GetRequiredService<TInterceptor>(), IsIncoming: false));
        return this;
    }

    /// <summary>
    /// Has the host listen for peers, each of which gets a session that serves what was registered here. It begins when every hosted service has
    /// started and ends before any of them is stopped; its address is logged, and in <see cref="PeerSessionFactory.Listeners"/>.
    /// </summary>
    /// <param name="options">Which port and certificate, and limits; the defaults when null: any port, and an address that is new each time. Its <see cref="PeerListenerOptions.Session"/> is not asked: sessions have the options of this builder's name.</param>
    /// <param name="configure">Serves more to one peer, by who it is, as <see cref="PeerListener"/> says.</param>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Listen(PeerListenerOptions? options = null, Action<PeerSessionBuilder, PeerLink>? configure = null)
    {
        options ??= new PeerListenerOptions();
        return ListenWith(_ => options, configure);
    }

    /// <summary>Has the host listen for peers, with options that services decide, such as a certificate out of a vault.</summary>
    /// <inheritdoc cref="Listen(PeerListenerOptions, Action{PeerSessionBuilder, PeerLink})"/>
    public TypedPeerBuilder ListenWith(Func<IServiceProvider, PeerListenerOptions> options, Action<PeerSessionBuilder, PeerLink>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Services.AddSingleton(new PeerListening(Name, options, configure));
        return this;
    }

    /// <summary>
    /// Has the host join a network by a signaling server: each peer of it, whoever made the link, gets a session that serves what was registered here. It is joined when every hosted service has
    /// started and left before any of them is stopped; it is in <see cref="PeerSessionFactory.Networks"/>. A server that is not reached then is tried again in the background, with the delays of
    /// the options; one that refuses this application fails its start.
    /// </summary>
    /// <param name="server">Where the server is, as <see cref="PeerNetwork.JoinAsync(Uri, PeerNetworkOptions, CancellationToken)"/> takes it.</param>
    /// <param name="options">Id, room, accept hook and limits; the defaults when null. Its links' <see cref="PeerLinkOptions.Session"/> is not asked: sessions have the options of this builder's name. Its <see cref="PeerNetworkOptions.Configure"/> serves more to one peer.</param>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Join(Uri server, PeerNetworkOptions? options = null)
    {
        options ??= new PeerNetworkOptions();
        return JoinWith(server, _ => options);
    }

    /// <summary>Has the host join networks within this process: for tests of applications.</summary>
    /// <inheritdoc cref="Join(Uri, PeerNetworkOptions)"/>
    public TypedPeerBuilder Join(InProcessSignaling server, PeerNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new PeerNetworkOptions();
        return Add(_ => options, (complete, cancellationToken) => PeerNetwork.JoinAsync(server, complete, cancellationToken));
    }

    /// <summary>Has the host join a network that a section of the configuration names: <c>Server</c>, and by their names id, room, key, connection token, times and limits of <see cref="PeerNetworkOptions"/>; under <c>Link</c> those of <see cref="PeerLinkOptions"/> by which lost peers are found again.</summary>
    /// <param name="section">The section, which is read when the application starts.</param>
    /// <param name="options">What the section does not say, such as an accept hook or where access tokens come from; the defaults when null.</param>
    /// <returns>This builder.</returns>
    public TypedPeerBuilder Join(IConfiguration section, Func<IServiceProvider, PeerNetworkOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(
            services => PeerNetworkOptionsBinding.Read(section, options?.Invoke(services) ?? new PeerNetworkOptions()),
            (complete, cancellationToken) => PeerNetwork.JoinAsync(PeerNetworkOptionsBinding.ReadServer(section), complete, cancellationToken));
    }

    /// <summary>Has the host join a network with options that services decide, such as where access tokens come from.</summary>
    /// <inheritdoc cref="Join(Uri, PeerNetworkOptions)"/>
    public TypedPeerBuilder JoinWith(Uri server, Func<IServiceProvider, PeerNetworkOptions> options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        return Add(options, (complete, cancellationToken) => PeerNetwork.JoinAsync(server, complete, cancellationToken));
    }

    private TypedPeerBuilder Add(Func<IServiceProvider, PeerNetworkOptions> options, Func<PeerNetworkOptions, CancellationToken, Task<PeerNetwork>> join)
    {
        Services.AddSingleton(new PeerJoining(Name, options, join));
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
internal sealed record PeerServing(string Name, Action<PeerSessionBuilder, IServiceProvider> Serve);

/// <summary>One interceptor of an application.</summary>
internal sealed record PeerIntercepting(string Name, Func<IServiceProvider, PeerInterceptor> Create, bool IsIncoming);
