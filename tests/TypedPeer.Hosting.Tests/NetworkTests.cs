using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Tests;

/// <summary>Peers that the host meets by name.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_of_the_hosts_network_is_served_counted_and_said_goodbye_to()
    {
        var server = new InProcessSignaling();
        var log = new RecordingLoggerProvider();
        using var host = Build(log, builder => builder.Serve<IWork, Work>().Join(server, Loopback("host")));
        await host.StartAsync(Token);
        var factory = host.Services.GetRequiredService<PeerSessionFactory>();
        var hosted = Assert.Single(factory.Networks);
        Assert.Equal("host", hosted.Id);

        // The host's own handler came first: once this one is told, the session is counted.
        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hosted.LinkConnected += _ => counted.TrySetResult();
        Assert.Contains(log.Take(), static entry => entry.Id == 4 && entry.Text.Contains("host", StringComparison.Ordinal));

        await using var network = await PeerNetwork.JoinAsync(server, Loopback("guest"), Token);
        var link = await network.ConnectAsync("host", Token);
        var store = host.Services.GetRequiredService<Store>();
        var call = link.GetRemote<IWork>().WorkAsync(Token).AsTask();
        await store.Begun.Task.WaitAsync(Bound, Token);
        await counted.Task.WaitAsync(Bound, Token);
        Assert.Single(factory.Sessions);
        var stopped = host.StopAsync(Token);
        store.Go.SetResult();
        Assert.Equal("alive", await call.WaitAsync(Bound, Token));
        await stopped.WaitAsync(Bound, Token);

        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await link.Completion.WaitAsync(Bound, Token)).Kind);
        Assert.Empty(factory.Sessions);
        Assert.Equal(PeerNetworkState.Closed, Assert.Single(factory.Networks).State);
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_is_tried_again_and_the_health_says_so()
    {
        var server = new InProcessSignaling { IsReachable = false };
        var log = new RecordingLoggerProvider();
        using var host = Build(log, builder => builder.Serve<IWork, Work>().Join(server, Loopback("host")));
        await host.StartAsync(Token);
        var factory = host.Services.GetRequiredService<PeerSessionFactory>();
        Assert.Equal((HealthStatus.Unhealthy, "1 of the networks are not joined, or are over."), await CheckAsync(host));
        Assert.Contains(log.Take(), static entry => entry.Id == 5);

        server.IsReachable = true;
        while (factory.Networks.Count == 0)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        var network = factory.Networks.Single();
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        network.StateChanged += state => _ = state == PeerNetworkState.Reconnecting && lost.TrySetResult();
        server.IsReachable = false;
        await lost.Task.WaitAsync(Bound, Token);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_host_that_stops_while_it_looks_for_its_server_does_not_wait_for_it()
    {
        using var host = Build(new(), builder => builder.Join(new InProcessSignaling { IsReachable = false }, Loopback("host") with { MinReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) }));
        await host.StartAsync(Token);
        await host.StopAsync(Token).WaitAsync(Bound, Token);
        Assert.Empty(host.Services.GetRequiredService<PeerSessionFactory>().Networks);
    }

    [Fact]
    public async Task An_id_that_is_taken_stops_the_start_of_the_application()
    {
        var server = new InProcessSignaling();
        await using var other = await PeerNetwork.JoinAsync(server, Loopback("host"), Token);
        using var host = Build(new(), builder => builder.Join(server, Loopback("host")));

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => host.StartAsync(Token));

        Assert.Equal(PeerNetworkError.IdTaken, failure.Error);
    }

    [Fact]
    public async Task A_network_that_is_over_is_logged_and_unhealthy()
    {
        var server = new InProcessSignaling();
        var log = new RecordingLoggerProvider();
        using var host = Build(log, builder => builder.Join(server, Loopback("host") with { ConnectionToken = "the host's" }));
        await host.StartAsync(Token);
        await using var other = await PeerNetwork.JoinAsync(server, Loopback("host") with { ConnectionToken = "the host's" }, Token);

        var end = await host.Services.GetRequiredService<PeerSessionFactory>().Networks.Single().Completion.WaitAsync(Bound, Token);

        Assert.Equal(PeerNetworkError.TakenOver, end.Error);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("Server", "http://127.0.0.1:1/peerjs", null)]
    [InlineData("Server", "no address", typeof(FormatException))]
    [InlineData("Nothing", "", typeof(FormatException))]
    [InlineData("ServerTimeout", "soon", typeof(FormatException))]
    [InlineData("MaxPeers", "many", typeof(FormatException))]
    [InlineData("MaxPeers", "0", typeof(ArgumentOutOfRangeException))]
    [InlineData("Link:ReconnectTimeout", "00:10:00", null)]
    [InlineData("Link:ReconnectTimeout", "long", typeof(FormatException))]
    [InlineData("Link:ReconnectTimeout", "-00:00:01", typeof(ArgumentOutOfRangeException))]
    [InlineData("Link:MaxReconnectAttempts", "-1", typeof(ArgumentOutOfRangeException))]
    [InlineData("Link:MinReconnectDelay", "01:00:00", typeof(ArgumentOutOfRangeException))]
    [InlineData("Link:MaxReconnectDelay", "00:00:00", typeof(ArgumentOutOfRangeException))]
    public async Task A_section_of_the_configuration_names_the_server_and_what_cannot_be_read_stops_the_start(string name, string value, Type? failure)
    {
        var values = new Dictionary<string, string?> { ["Id"] = "host", ["ServerTimeout"] = "00:00:05" };
        if (name != "Nothing")
        {
            values["Server"] = "http://127.0.0.1:1/peerjs";
            values[name] = value;
        }

        var section = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        using var host = Build(new(), builder => builder.Join(section, static _ => new() { Room = "lobby" }));

        var thrown = await Record.ExceptionAsync(() => host.StartAsync(Token));

        Assert.Equal(failure, thrown?.GetType());
        await host.StopAsync(Token);
    }

    private static IHost Build(RecordingLoggerProvider log, Action<TypedPeerBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<Store>();
        configure(builder.Services.AddTypedPeer());
        builder.Services.AddHealthChecks().AddTypedPeer();
        return builder.Build();
    }

    private static async Task<(HealthStatus Status, string? Description)> CheckAsync(IHost host)
    {
        var entry = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["typedpeer"];
        return (entry.Status, entry.Description);
    }

    private static PeerNetworkOptions Loopback(string id) => new()
    {
        Id = id,
        MinReconnectDelay = TimeSpan.FromMilliseconds(20),
        Link = new() { Connection = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) } },
    };
}
