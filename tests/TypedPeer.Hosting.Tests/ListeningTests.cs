using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Tests;

/// <summary>A server in two lines: contracts, and a listener that the host looks after.</summary>
public sealed class ListeningTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_that_dials_the_hosts_listener_is_served_counted_and_said_goodbye_to()
    {
        var log = new RecordingLoggerProvider();
        using var host = Build(log, builder => builder.Serve<IWork, Work>().Listen(Loopback()));
        await host.StartAsync(Token);
        var factory = host.Services.GetRequiredService<PeerSessionFactory>();
        var listener = Assert.Single(factory.Listeners);
        var address = listener.Address;

        // The host's own handler came first: once this one is told, the session is counted.
        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += _ => counted.TrySetResult();
        Assert.Contains(log.Take(), entry => entry.Id == 3 && entry.Text.Contains(address.ToString(), StringComparison.Ordinal));

        await using var link = await PeerLink.ConnectAsync(address, cancellationToken: Token);
        var store = host.Services.GetRequiredService<Store>();
        var call = link.GetRemote<IWork>().WorkAsync(Token).AsTask();
        await store.Begun.Task.WaitAsync(Bound, Token);
        await counted.Task.WaitAsync(Bound, Token);
        var stopped = host.StopAsync(Token);
        store.Go.SetResult();
        Assert.Equal("alive", await call.WaitAsync(Bound, Token));
        await stopped.WaitAsync(Bound, Token);
        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await link.Completion.WaitAsync(Bound, Token)).Kind);
        Assert.Empty(factory.Sessions);
        Assert.Contains(log.Take(), entry => entry.Id == 1);
        await Assert.ThrowsAnyAsync<PeerConnectException>(() => PeerLink.ConnectAsync(address, options: new() { Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(1) } }, cancellationToken: Token));
    }

    [Fact]
    public async Task A_listener_serves_what_its_name_serves_and_what_it_is_told_for_each_peer()
    {
        PeerIdentity? served = null;
        using var host = Build(new(), builder => builder.Services
            .AddTypedPeer("game")
            .Serve<IWork, Work>()
            .ListenWith(
                static services => services.GetRequiredService<PeerListenerOptions>(),
                (_, link) => served = link.RemoteIdentity)
            .Services.AddSingleton(Loopback()));
        await host.StartAsync(Token);
        Assert.Empty(host.Services.GetRequiredService<PeerSessionFactory>().Listeners);
        var game = host.Services.GetRequiredKeyedService<PeerSessionFactory>("game");
        using var certificate = PeerCertificate.Create();
        await using var link = await PeerLink.ConnectAsync(
            Assert.Single(game.Listeners).Address, options: new() { Connection = new() { Certificate = certificate } }, cancellationToken: Token);
        host.Services.GetRequiredService<Store>().Go.SetResult();
        Assert.Equal("alive", await link.GetRemote<IWork>().WorkAsync(Token));
        Assert.Equal(certificate.Identity, served);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_of_the_application()
    {
        await using var taken = await PeerListener.ListenAsync(static _ => { }, Loopback(), Token);
        var port = taken.Address.EndPoints[0].Port;
        using var host = Build(new(), builder => builder.Listen(Loopback(port)));
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Token));
        Assert.Empty(host.Services.GetRequiredService<PeerSessionFactory>().Listeners);
    }

    private static IHost Build(RecordingLoggerProvider log, Action<TypedPeerBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<Store>();
        configure(builder.Services.AddTypedPeer());
        return builder.Build();
    }

    private static PeerListenerOptions Loopback(int port = 0) => new()
    {
        Connections = new()
        {
            Port = new() { Port = port, IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
        },
    };
}
